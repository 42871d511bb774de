// SPDX-License-Identifier: Apache-2.0
package ist.spike.backup;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ist.spike.archive.AgeRecipient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** The tools that every system has or gets from its packages. */
final class Tools {

  private static final int MAX_WAIT_SECONDS = 120;

  private Tools() {}

  static String run(Path directory, String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).directory(directory.toFile())
        .redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor(MAX_WAIT_SECONDS, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(said).isZero();
    return said;
  }

  static String sqlite(Path file, String sql) throws IOException, InterruptedException {
    return run(file.resolveSibling(""), "sqlite3", file.toString(), sql);
  }

  /** A new key in {@code operator.txt}, as an operator makes it. */
  static AgeRecipient ageKey(Path directory) throws IOException, InterruptedException {
    run(directory, "age-keygen", "-o", "operator.txt");
    return AgeRecipient.parse(Files.readAllLines(directory.resolve("operator.txt")).get(1)
        .replaceAll(".*: ", ""));
  }
}
