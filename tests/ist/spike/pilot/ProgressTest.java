// SPDX-License-Identifier: Apache-2.0
package ist.spike.pilot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What people see of long work. */
final class ProgressTest {

  private static final Duration INTERVAL = Duration.ofSeconds(10);
  private static final String POLICY = """
      name: %s
      spiffeidPattern: '^spiffe://a/b$'
      pathPattern: '^x$'
      permissions: [read]
      """;

  private static final String METADATA = "{\"versions\":{\"1\":{\"createdTime\":"
      + "\"2026-01-02T03:04:05Z\",\"version\":1,\"deletedTime\":null}},\"metadata\":{"
      + "\"currentVersion\":1,\"oldestVersion\":1,\"createdTime\":\"2026-01-02T03:04:05Z\","
      + "\"updatedTime\":\"2026-01-02T03:04:05Z\",\"maxVersions\":10}}";
  private static final String VALUES = "{\"data\":{\"k\":\"v\"}}";

  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private long millis = -7_000;

  @TempDir
  Path home;

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {"0 | 0 | verify", "5 | 0 | verify", "0 | 9 | verify",
      "5 | 10 | verify [###############               ] 50 %",
      "20 | 10 | verify [##############################] 100 %"})
  void bar_showsHowFarItIsWhereTheEndIsKnown(long done, long total, String line) {
    assertThat(Progress.bar("verify", done, total)).isEqualTo(line);
  }

  @Test
  void tell_noTerminal_writesALineNowAndThen() {
    // Given
    Progress progress = progress(
        Terminal.of(OutputStream.nullOutputStream(), err, InputStream.nullInputStream()), INTERVAL);

    // When: half an hour, told ten times a second
    for (int i = 0; i < 18_000; i++) {
      int done = i;
      progress.tell(() -> done + " secrets exported");
      millis += 100;
    }

    // Then
    assertThat(err.toString(UTF_8)).startsWith(
        "spike: 10 secrets exported\nspike: 110 secrets exported\n").hasLineCount(180);
  }

  @Test
  void tell_soonDone_writesNothing() {
    // Given
    Progress progress = progress(
        Terminal.of(OutputStream.nullOutputStream(), err, InputStream.nullInputStream()), INTERVAL);

    // When
    progress.tell(1, 2, "policies applied");
    millis += 999;
    progress.tell(2, 2, "policies applied");

    // Then
    assertThat(err.toString(UTF_8)).isEmpty();
  }

  @Test
  void tell_terminal_replacesTheLineAndWhatFollowsTakesItsPlace() {
    // Given: both streams are the same screen
    Terminal person = Terminal.of(err, err, prompt -> new char[0]);
    Progress progress = progress(person, INTERVAL);

    // When
    millis += 1_000;
    progress.tell(1, 4, "policies compared");
    millis += 199;
    progress.tell(2, 4, "policies compared");
    millis += 1;
    progress.tell(3, 4, "policies compared");
    person.print("= p");
    person.say("done");

    // Then
    assertThat(err.toString(UTF_8)).isEqualTo(
        "\r1 of 4 policies compared [#######                       ] 25 %\u001b[K"
            + "\r3 of 4 policies compared [######################        ] 75 %\u001b[K"
            + "\r\u001b[K= p\nspike: done\n");
  }

  @Test
  void export_tellsHowManySecretsAreWritten() throws Exception {
    // Given
    Path config = Files.writeString(home.resolve("often"), "pilot.progress.interval=0s");
    Path file = home.resolve("all.jsonl");
    Shell shell = new Shell(home, FakeNexus.answeringInTurn("{\"keys\":[\"a\",\"b\"]}", METADATA,
        VALUES, METADATA, VALUES));

    // When
    int exit = shell.run("secret export --insecure-plaintext --out " + file + " --config "
        + config);

    // Then
    assertThat(exit).as(shell.err()).isZero();
    assertThat(shell.err())
        .isEqualTo("spike: 1 secrets exported\nspike: 2 secrets exported\n");
  }

  @Test
  void applyFolder_tellsHowManyPoliciesAreComparedAndApplied() throws Exception {
    // Given
    Path config = Files.writeString(home.resolve("often"), "pilot.progress.interval=0s");
    Path folder = Files.createDirectory(home.resolve("policies"));
    Files.writeString(folder.resolve("a.yaml"), POLICY.formatted("a"));
    Files.writeString(folder.resolve("b.yaml"), POLICY.formatted("b"));
    Shell shell = new Shell(home,
        FakeNexus.answeringInTurn("{\"policies\":[]}", "{}", "{}"));

    // When
    int exit = shell.run("policy apply " + folder + " --config " + config);

    // Then
    assertThat(exit).as(shell.err()).isZero();
    assertThat(shell.err()).isEqualTo("""
        spike: 0 of 2 policies compared
        spike: 1 of 2 policies compared [###############               ] 50 %
        spike: 0 of 2 policies applied
        spike: 1 of 2 policies applied [###############               ] 50 %
        """);
  }

  private Progress progress(Terminal terminal, Duration interval) {
    return new Progress(terminal, interval, () -> Duration.ofMillis(millis).toNanos());
  }
}
