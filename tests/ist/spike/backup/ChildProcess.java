// SPDX-License-Identifier: Apache-2.0
package ist.spike.backup;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Starts {@link BackupChild} and listens to it. */
final class ChildProcess {

  private static final int MAX_WAIT_SECONDS = 120;

  private final Process process;
  private final Path log;
  private final BufferedReader lines;
  private final List<String> said = new ArrayList<>();

  private ChildProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
    this.lines = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
  }

  /**
   * Starts one.
   *
   * @param heap such as {@code 64m}
   * @param around words before the command; empty for none
   */
  static ChildProcess start(Path directory, String heap, List<String> around)
      throws IOException {
    List<String> command = new ArrayList<>(around);
    command.addAll(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Xmx" + heap, "-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED",
        "--sun-misc-unsafe-memory-access=allow", "-cp", classPath(),
        BackupChild.class.getName(), directory.toString()));
    Path log = directory.resolve("child.log");
    return new ChildProcess(new ProcessBuilder(command).redirectError(log.toFile()).start(), log);
  }

  /** A class path that was put into the manifest of a jar is the same one. */
  private static String classPath() {
    return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
  }

  /** Kills it, as {@code kill -9} does, when it says this; false when it ended without saying so. */
  boolean killAt(String line) throws IOException, InterruptedException {
    boolean reached = false;
    while (!reached) {
      String next = lines.readLine();
      if (next == null) {
        break;
      }
      said.add(next);
      reached = next.equals(line);
    }
    if (reached) {
      process.destroyForcibly();
    }
    assertThat(process.waitFor(MAX_WAIT_SECONDS, TimeUnit.SECONDS)).isTrue();
    return reached;
  }

  /** Kills it now, as {@code kill -9} does. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    assertThat(process.waitFor(MAX_WAIT_SECONDS, TimeUnit.SECONDS)).isTrue();
  }

  /** Everything it said until it ended by itself, as a process does that did all it was to do. */
  List<String> end() throws IOException, InterruptedException {
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      said.add(line);
    }
    assertThat(process.waitFor(MAX_WAIT_SECONDS, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as("exit code after %s; %s", said, Files.readString(log))
        .isZero();
    return said;
  }
}
