// SPDX-License-Identifier: Apache-2.0
package ist.spike.pilot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ist.spike.nexus.CalledNexus;
import ist.spike.wire.Operation;
import ist.spike.wire.Reply;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Two real Nexus, the files that go from one to the other, and the tools that others would use. */
final class TwoStores implements AutoCloseable {

  private static final int LIMIT_SECONDS = 60;

  final CalledNexus source;
  final CalledNexus target;
  private final Path directory;

  /** Some secrets, versions and deletions in the source, nothing in the target. */
  TwoStores(Path directory) throws Exception {
    this.directory = directory;
    source = new CalledNexus(directory.resolve("source"));
    target = new CalledNexus(directory.resolve("target"));
    put(source, "a/one", "{\"k\":\"1\"}");
    put(source, "a/one", "{\"k\":\"2\"}");
    put(source, "a/one", "{\"k\":\"ü <3>\\n\",\"other\":\"x\"}");
    put(source, "a/two", "{\"n\":\"1\"}");
    put(source, "b/gone", "{\"n\":\"1\"}");
    source.call(Operation.DELETE_SECRET, CalledNexus.SUPERUSER, "{\"path\":\"b/gone\"}");
    source.call(Operation.DELETE_SECRET, CalledNexus.SUPERUSER,
        "{\"path\":\"a/one\",\"versions\":[1]}");
  }

  void export(String flags) {
    Shell shell = new Shell(directory, new DirectNexus(source));
    assertThat(shell.run("secret export " + flags + " -o " + at("export"))).as(shell.err())
        .isZero();
  }

  /** What {@code spike secret import} of the exported file says. */
  Shell importing(String flags) {
    Shell shell = new Shell(directory, new DirectNexus(target));
    shell.run("secret import " + at("export") + " " + flags);
    return shell;
  }

  Path file(String name) {
    return directory.resolve(name);
  }

  String at(String name) {
    return file(name).toString();
  }

  static void put(CalledNexus nexus, String path, String values) {
    assertThat(nexus.call(Operation.PUT_SECRET, CalledNexus.SUPERUSER,
        "{\"path\":\"" + path + "\",\"values\":" + values + "}").status()).isEqualTo(200);
  }

  /** The answer with the values, or nothing. */
  static String value(CalledNexus nexus, String path, int version) {
    Reply reply = nexus.call(Operation.GET_SECRET, CalledNexus.SUPERUSER,
        "{\"path\":\"" + path + "\",\"version\":" + version + "}");
    return reply.status() == 200 ? new String(reply.body(), UTF_8) : "";
  }

  /** A new identity in this file, and its recipient. */
  String keys(String name) throws Exception {
    sh("age-keygen -o " + name);
    return sh("age-keygen -y " + name).strip();
  }

  String sh(String script) throws Exception {
    Process process = new ProcessBuilder("bash", "-euc", script).directory(directory.toFile())
        .redirectError(ProcessBuilder.Redirect.DISCARD).start();
    String out = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
    assertThat(Optional.of(process.exitValue())).as(script).contains(0);
    return out;
  }

  @Override
  public void close() throws IOException {
    source.close();
    target.close();
  }
}
