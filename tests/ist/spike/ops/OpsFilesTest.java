// SPDX-License-Identifier: Apache-2.0
package ist.spike.ops;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Scripts and units of ops, by the tools made for looking at them. */
@Tag("system")
final class OpsFilesTest {

  private static final int MAX_WAIT_SECONDS = 120;
  private static final String INSTALLED = "/opt/spike-camel/";

  @TempDir
  private Path directory;

  @Test
  void scripts_haveNoFindings() throws Exception {
    List<String> command = new ArrayList<>(List.of("shellcheck", "-x"));
    for (Path root : List.of(Path.of("ops/spire"), Path.of("ops/systemd"))) {
      files(root).filter(file -> !file.toString().contains(".")
          || file.toString().endsWith(".sh")).forEach(file -> command.add(file.toString()));
    }
    assertThat(command).contains("ops/spire/export", "ops/systemd/watched");
    assertThat(run(Path.of("."), command)).isEmpty();
  }

  @Test
  void units_areUnderstoodBySystemd() throws Exception {
    // Given
    List<String> command = new ArrayList<>(List.of("systemd-analyze", "verify", "--man=no"));
    Path here = Path.of("").toAbsolutePath();
    for (Path unit : files(Path.of("ops/systemd")).filter(file -> file.toString().contains("."))
        .toList()) {
      Path copy = directory.resolve(String.valueOf(unit.getFileName()));
      Files.writeString(copy, Files.readString(unit).replace(INSTALLED, here + "/"));
      command.add(copy.toString());
    }

    // Then
    assertThat(command).hasSize(3 + 5);
    assertThat(run(directory, command)).isEmpty();
  }

  @Test
  void runbook_servicesThatItStarts_haveUnits() throws Exception {
    // When
    Matcher started = Pattern.compile("^service \\w+ (\\S+)$", Pattern.MULTILINE)
        .matcher(Files.readString(Path.of("ops/runbook.md")));

    // Then
    List<String> units = started.results()
        .map(found -> "spike-" + found.group(1).replaceFirst("@.*", "@") + ".service").toList();
    assertThat(units).isNotEmpty().allSatisfy(
        unit -> assertThat(Path.of("ops/systemd").resolve(unit)).isRegularFile());
  }

  @Test
  void watched_serverThatAnswers_isReadyAliveAndEndsAsItDoes() throws Exception {
    // Given
    Path bin = Files.createDirectory(directory.resolve("bin"));
    Path said = directory.resolve("said");
    Files.writeString(bin.resolve("systemd-notify"), "#!/bin/sh\necho \"$1\" >>" + said + "\n");
    Files.writeString(bin.resolve("openssl"), "#!/bin/sh\necho -----BEGIN CERTIFICATE-----\n");
    bin.resolve("systemd-notify").toFile().setExecutable(true);
    bin.resolve("openssl").toFile().setExecutable(true);
    ProcessBuilder builder = new ProcessBuilder("ops/systemd/watched", "127.0.0.1:1", "sh", "-c",
        "trap 'exit 143' TERM; while :; do sleep 0.1; done");
    builder.environment().merge("PATH", bin.toString(), (path, first) -> first + ":" + path);
    builder.environment().put("SPIKE_WATCH_SECONDS", "0.1");

    // When
    Process process = builder.start();
    for (int i = 0; i < MAX_WAIT_SECONDS * 10
        && !(Files.exists(said) && Files.readAllLines(said).size() >= 4); i++) {
      process.waitFor(100, TimeUnit.MILLISECONDS);
    }
    process.destroy();

    // Then
    assertThat(process.waitFor(MAX_WAIT_SECONDS, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(143);
    assertThat(Files.readAllLines(said)).startsWith("--ready", "WATCHDOG=1", "WATCHDOG=1");
  }

  private static Stream<Path> files(Path root) throws IOException {
    try (Stream<Path> files = Files.list(root)) {
      return files.filter(Files::isRegularFile)
          .filter(file -> !file.toString().endsWith(".md")).sorted().toList().stream();
    }
  }

  private static String run(Path in, List<String> command)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command).directory(in.toFile()).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor(MAX_WAIT_SECONDS, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(said).isZero();
    return said;
  }
}
