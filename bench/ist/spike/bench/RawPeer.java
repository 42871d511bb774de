// SPDX-License-Identifier: Apache-2.0
package ist.spike.bench;

import ist.spike.fakes.RawHttps;
import ist.spike.kit.RawServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A {@link RawServer} in a process of its own, under the flags that Nexus has. */
final class RawPeer implements AutoCloseable {

  private final Process process;
  private final Target target;

  private RawPeer(Process process, Target target) {
    this.process = process;
    this.target = target;
  }

  /** Starts one that has Nexus' identity and answers these bytes. */
  static RawPeer start(Machine machine, String body) throws IOException {
    List<String> nexus = ProcessUse.command(machine.pid("nexus"));
    List<String> command = new ArrayList<>(List.of(nexus.getFirst()));
    nexus.stream().skip(1).takeWhile(word -> !word.equals("-cp"))
        .filter(word -> !word.startsWith("-XX:AOT")).forEach(command::add);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"),
        RawServer.class.getName(), machine.socket("nexus"), body));
    Path log = machine.directory().resolveSibling("raw-server.log");
    Process process = new ProcessBuilder(command)
        .redirectError(ProcessBuilder.Redirect.to(log.toFile())).start();
    BufferedReader said = process.inputReader();
    String port = said.readLine();
    if (port == null) {
      process.destroyForcibly();
      throw new IOException("the raw server did not start, see " + log);
    }
    return new RawPeer(process,
        new Target(RawHttps.context(machine.source(Machine.WORKLOAD)), Integer.parseInt(port),
            process.pid()));
  }

  Target target() {
    return target;
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
