// SPDX-License-Identifier: Apache-2.0
package ist.spike.pilot;

import static org.assertj.core.api.Assertions.assertThat;

import ist.spike.wire.ErrorCode;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DeadLetterCommandsTest {

  private static final String LETTERS = "{\"deadLetters\":[{\"id\":7,\"flow\":\"beat-keeper\","
      + "\"subject\":\"https://k1:8443\",\"attempts\":10,\"error\":\"no answer\","
      + "\"parkedAt\":\"2026-01-02T03:04:05.6Z\"}]}";

  @TempDir
  Path home;

  @Test
  void list_showsATable() {
    Shell shell = new Shell(home, FakeNexus.answering(LETTERS));
    assertThat(shell.run("dead-letter list")).isZero();
    assertThat(shell.out()).isEqualTo("""
        NO    GIVEN UP             FLOW               ATTEMPTS SUBJECT
        7     2026-01-02T03:04:05Z beat-keeper        10       https://k1:8443
              no answer
        """);
  }

  @Test
  void list_none_saysSo() {
    Shell shell = new Shell(home, FakeNexus.answering("{\"deadLetters\":[]}"));
    assertThat(shell.run("dead-letter list")).isZero();
    assertThat(shell.out()).isEqualTo("No dead letters.\n");
  }

  @Test
  void show_json_isOneObject() {
    Shell shell = new Shell(home, FakeNexus.answering(LETTERS));
    assertThat(shell.run("dead-letter show 7 -f json")).isZero();
    assertThat(shell.out()).isEqualTo("""
        {
          "id": 7,
          "flow": "beat-keeper",
          "subject": "https://k1:8443",
          "attempts": 10,
          "error": "no answer",
          "parkedAt": "2026-01-02T03:04:05Z"
        }
        """);
  }

  @Test
  void retry_done_asksForItsNumberAndSaysSo() {
    FakeNexus nexus = FakeNexus.answering("{\"done\":true,\"error\":\"\"}");
    Shell shell = new Shell(home, nexus);
    assertThat(shell.run("dead-letter retry 7")).isZero();
    assertThat(shell.out()).isEqualTo("Done; the dead letter is gone.\n");
    assertThat(nexus.asked()).containsExactly("SUPERUSER RETRY_DEAD_LETTER {\"id\":7}");
  }

  @Test
  void retry_failedAgain_exitsWithOneAndTheReason() {
    Shell shell = new Shell(home, FakeNexus.answering("{\"done\":false,\"error\":\"no answer\"}"));
    assertThat(shell.run("dead-letter retry 7")).isEqualTo(1);
    assertThat(shell.err()).isEqualTo("Error: It failed again.\nspike: no answer\n");
  }

  @Test
  void drop_unknownNumber_isNotFoundAndNamesIt() {
    Shell shell = new Shell(home, FakeNexus.failing(ErrorCode.NOT_FOUND));
    assertThat(shell.run("dead-letter drop 8")).isEqualTo(3);
    assertThat(shell.err()).isEqualTo("""
        Error: There is no dead letter 8.
        spike: `spike dead-letter list` shows those there are
        """);
  }

  @Test
  void show_noNumber_isRefusedBeforeNexusIsAsked() {
    FakeNexus nexus = FakeNexus.answering(LETTERS);
    Shell shell = new Shell(home, nexus);
    assertThat(shell.run("dead-letter show seven")).isEqualTo(1);
    assertThat(shell.err()).contains("is named by its number");
    assertThat(nexus.asked()).isEmpty();
  }
}
