// SPDX-License-Identifier: Apache-2.0
package ist.spike.nexus;

import static org.assertj.core.api.Assertions.assertThat;

import ist.spike.store.DeadLetterDraft;
import ist.spike.wire.DeadLetterNumber;
import ist.spike.wire.Operation;
import ist.spike.wire.ShownDeadLetters;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What operators are answered about dead letters; this Nexus is sealed and has no Keepers. */
final class DeadLetterRoutesTest {

  @TempDir
  Path directory;

  private CalledNexus nexus;

  @BeforeEach
  void start() throws Exception {
    nexus = new CalledNexus(directory);
  }

  @AfterEach
  void stop() throws IOException {
    nexus.close();
  }

  private String ask(Operation operation, long id) throws IOException {
    return nexus.line(operation, CalledNexus.SUPERUSER,
        new String(new DeadLetterNumber(id).toJson(), StandardCharsets.UTF_8));
  }

  private ShownDeadLetters list(Operation operation, String json) {
    return ShownDeadLetters
        .parse(nexus.call(operation, CalledNexus.SUPERUSER, json).body());
  }

  private long park(String flow, String subject, String error) {
    return nexus.store.park(new DeadLetterDraft(flow, subject, 10, error)).join().id();
  }

  @Test
  void list_longError_isCutAndShownWholeByShow() {
    // Given
    long id = park("beat-keeper", "https://k1", "x".repeat(300));

    // When
    List<ShownDeadLetters.Letter> listed = list(Operation.LIST_DEAD_LETTERS, "{}").letters();

    // Then
    assertThat(listed).extracting(ShownDeadLetters.Letter::error)
        .containsExactly("x".repeat(200) + "...");
    assertThat(list(Operation.SHOW_DEAD_LETTER, "{\"id\":" + id + "}").letters())
        .extracting(ShownDeadLetters.Letter::error).containsExactly("x".repeat(300));
  }

  @Test
  void drop_removesItOnce() throws IOException {
    long id = park("beat-keeper", "https://k1", "silent");
    assertThat(ask(Operation.DROP_DEAD_LETTER, id)).isEqualTo("200 {}");
    assertThat(ask(Operation.DROP_DEAD_LETTER, id)).startsWith("404 ");
    assertThat(nexus.store.deadLetters()).isEmpty();
  }

  @Test
  void retry_workThatFailsAgain_saysWhyAndCountsTheAttempt() throws IOException {
    // Given
    long id = park("recover-root-key", "root key", "too few keepers");

    // When
    String answer = ask(Operation.RETRY_DEAD_LETTER, id);

    // Then
    assertThat(answer).startsWith("200 {\"done\":false,\"error\":\"")
        .contains("found 0 of the 2 shares");
    assertThat(nexus.store.deadLetters()).singleElement()
        .satisfies(letter -> assertThat(letter.letter().attempts()).isEqualTo(11));
  }

  @Test
  void retry_keeperThatIsNoneOfOurs_canOnlyBeDropped() throws IOException {
    assertThat(ask(Operation.RETRY_DEAD_LETTER, park("beat-keeper", "https://k9", "silent")))
        .startsWith("409 ");
    assertThat(ask(Operation.RETRY_DEAD_LETTER, park("no-such-flow", "x", "failed")))
        .startsWith("409 ");
    assertThat(nexus.store.deadLetters()).hasSize(2);
  }

  @Test
  void retry_backupWhileSealed_mustWaitAndKeepsTheLetter() throws IOException {
    long id = park("store-backup", "/mnt/backup", "no room");
    assertThat(ask(Operation.RETRY_DEAD_LETTER, id)).startsWith("503 ");
    assertThat(nexus.store.deadLetters()).hasSize(1);
  }

  @Test
  void call_byStranger_isRefusedBeforeTheLetterIsLookedFor() throws IOException {
    for (Operation operation : List.of(Operation.LIST_DEAD_LETTERS, Operation.SHOW_DEAD_LETTER,
        Operation.RETRY_DEAD_LETTER, Operation.DROP_DEAD_LETTER)) {
      assertThat(nexus.line(operation, "spiffe://spike.ist/workload/app", "{\"id\":99}"))
          .isEqualTo("401 {\"err\":\"access_unauthorized\"}");
    }
  }
}
