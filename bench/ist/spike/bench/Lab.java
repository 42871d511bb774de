// SPDX-License-Identifier: Apache-2.0
package ist.spike.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** What is measured: a system with few secrets and policies, one with many, and Vert.x alone. */
final class Lab implements AutoCloseable {

  /** Until what was needed for the start only is given back. */
  private static final Duration SETTLE = Duration.ofSeconds(10);
  private static final int FEW_SECRETS = 1_000;
  private static final int FEW_POLICIES = 9;
  private static final int MANY_SECRETS = 100_000;
  private static final int MANY_POLICIES = 9_999;

  private final Path directory;
  private final boolean brief;
  private final List<Row> idle;
  private final Machine few;
  private final Machine many;
  private final RawPeer raw;

  private Lab(Path directory, boolean brief, List<Row> idle, Systems systems) {
    this.directory = directory;
    this.brief = brief;
    this.idle = idle;
    this.few = systems.few;
    this.many = systems.many;
    this.raw = systems.raw;
  }

  private record Systems(Machine few, Machine many, RawPeer raw) {}

  /**
   * Starts and fills everything.
   *
   * @param brief for a look at the harness: fewer of everything, and figures that mean little
   */
  static Lab open(Path directory, boolean brief) throws Exception {
    Machine few = Machine.start(directory.resolve("few"));
    Thread.sleep(SETTLE);
    List<Row> idle = new ProcessRows(few).idle();
    Machine many = Machine.start(directory.resolve("many"));
    fill(few, FEW_POLICIES, FEW_SECRETS);
    fill(many, brief ? MANY_POLICIES / 10 : MANY_POLICIES,
        brief ? MANY_SECRETS / 10 : MANY_SECRETS);
    String body = few.ask(Machine.SUPERUSER, Api.get(0, FEW_SECRETS)).text();
    return new Lab(directory, brief, idle, new Systems(few, many, RawPeer.start(few, body)));
  }

  private static void fill(Machine machine, int policies, int secrets) throws Exception {
    machine.ask(Machine.SUPERUSER, Api.grant());
    Api.fill(machine, policies, Api::otherPolicy);
    Api.fill(machine, secrets, number -> Api.put(number, secrets));
  }

  /** Memory as it was before anything was asked of the systems. */
  List<Row> idle() {
    return idle;
  }

  Path directory() {
    return directory;
  }

  Machine fewMachine() {
    return few;
  }

  Target raw() {
    return raw.target();
  }

  Target few() throws IOException {
    return few.nexus(Machine.WORKLOAD);
  }

  Target many() throws IOException {
    return many.nexus(Machine.WORKLOAD);
  }

  Target manyAsSuperuser() throws IOException {
    return many.nexus(Machine.SUPERUSER);
  }

  Load.Request getFew(int number) {
    return Api.get(number, FEW_SECRETS);
  }

  Load.Request getMany(int number) {
    return Api.get(number, brief ? MANY_SECRETS / 10 : MANY_SECRETS);
  }

  Load.Request putFew(int number) {
    return Api.put(number, FEW_SECRETS);
  }

  int rounds() {
    return brief ? 1 : 5;
  }

  /** So many that the compiler of a server has nothing left to do. */
  int warmUpRequests() {
    return brief ? 5_000 : 150_000;
  }

  /** Until the compiler of a server has nothing left to do. */
  Duration longWarmUp() {
    return Duration.ofSeconds(brief ? 4 : 15);
  }

  Duration counted() {
    return Duration.ofSeconds(brief ? 1 : 4);
  }

  @Override
  public void close() throws IOException {
    raw.close();
    try (few; many) {
      // Both are stopped, whatever becomes of the first.
    }
  }
}
