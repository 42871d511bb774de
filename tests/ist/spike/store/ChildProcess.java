// SPDX-License-Identifier: Apache-2.0
package ist.spike.store;

import ist.spike.crypto.RootKey;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Starts {@link StoreProcess} with this test's classes, and ends it. */
final class ChildProcess implements AutoCloseable {

  private static final int LIMIT_SECONDS = 120;

  final Process process;
  private final BufferedReader out;

  private ChildProcess(Process process) {
    this.process = process;
    this.out = process.inputReader(StandardCharsets.UTF_8);
  }

  /** The command of a small and quick JVM; {@code scratch} takes SQLite's library. */
  static List<String> command(Path scratch, RootKey key, List<String> arguments) {
    List<String> command = new ArrayList<>(List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xshare:auto",
        "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx128m",
        "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow",
        "-Dorg.sqlite.tmpdir=" + scratch, "-cp", System.getProperty("java.class.path"),
        StoreProcess.class.getName()));
    command.addAll(arguments.subList(0, 2));
    command.add(key.bytes().lend(bytes -> HexFormat.of().formatHex(bytes)));
    command.addAll(arguments.subList(2, arguments.size()));
    return command;
  }

  static ChildProcess start(ProcessBuilder builder) throws IOException {
    return new ChildProcess(builder.redirectErrorStream(true).start());
  }

  /** The next line of what it says; empty when it has ended. */
  String line() throws IOException {
    String line = out.readLine();
    return line == null ? "" : line;
  }

  /** SIGKILL; returns what it had said and nobody had read. */
  List<String> kill() throws IOException, InterruptedException {
    // The handle, since the process itself would close what it has said.
    process.toHandle().destroyForcibly();
    return end();
  }

  /** Waits for its end and returns everything it said. */
  List<String> end() throws IOException, InterruptedException {
    List<String> lines = out.lines().toList();
    if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError("no end within " + LIMIT_SECONDS + " s");
    }
    return lines;
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
