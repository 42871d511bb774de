// SPDX-License-Identifier: Apache-2.0
package ist.spike.pilot;

import static org.assertj.core.api.Assertions.assertThat;

import ist.spike.wire.ErrorCode;
import ist.spike.wire.Operation;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Copying, moving and comparing secrets. A pilcrow stands for a line end. */
final class SecretTransferTest {

  private static final String HISTORY = "{\"versions\":{"
      + "\"1\":{\"createdTime\":\"2025-01-02T03:04:05Z\",\"version\":1,\"deletedTime\":null},"
      + "\"2\":{\"createdTime\":\"2025-01-02T03:04:05Z\",\"version\":2,"
      + "\"deletedTime\":\"2025-01-03T03:04:05Z\"},"
      + "\"3\":{\"createdTime\":\"2025-01-02T03:04:05Z\",\"version\":3,\"deletedTime\":null}},"
      + "\"metadata\":{\"currentVersion\":3,\"oldestVersion\":1,"
      + "\"createdTime\":\"2025-01-02T03:04:05Z\",\"updatedTime\":\"2025-01-02T03:04:05Z\","
      + "\"maxVersions\":10}}";

  @TempDir
  private Path home = Path.of("");

  @Test
  void copy_freeDestination_isWrittenOnConditionThatItIsFree() {
    // Given
    FakeNexus nexus = FakeNexus.answering("{\"data\":{\"k\":\"v\"}}");
    Shell shell = new Shell(home, nexus);

    // When
    int exit = shell.run("secret copy a b -v 2");

    // Then
    assertThat(nexus.asked()).containsExactly(
        "SUPERUSER GET_SECRET {\"path\":\"a\",\"version\":2}",
        "SUPERUSER PUT_SECRET {\"path\":\"b\",\"values\":{\"k\":\"v\"},\"cas\":0}");
    assertThat(shell.out() + shell.err()).isEqualTo("OK\n");
    assertThat(exit).isZero();
  }

  @Test
  void move_liveVersions_areDeletedOnceTheValuesAreAtTheDestination() {
    // Given
    FakeNexus nexus =
        FakeNexus.answeringInTurn(HISTORY, "{\"data\":{\"k\":\"v\"}}", "{}", "{}");
    Shell shell = new Shell(home, nexus);

    // When
    int exit = shell.run("secret move a b");

    // Then
    assertThat(nexus.asked()).containsExactly("SUPERUSER GET_METADATA {\"path\":\"a\"}",
        "SUPERUSER GET_SECRET {\"path\":\"a\",\"version\":3}",
        "SUPERUSER PUT_SECRET {\"path\":\"b\",\"values\":{\"k\":\"v\"},\"cas\":0}",
        "SUPERUSER DELETE_SECRET {\"path\":\"a\",\"versions\":[1,3]}");
    assertThat(exit).isZero();
  }

  @Test
  void move_endedAfterTheCopy_isFinishedByTheSameCommand() {
    // Given
    FakeNexus nexus = FakeNexus.answering("{\"data\":{\"k\":\"v\"}}")
        .answering(Operation.GET_METADATA, HISTORY)
        .failing(Operation.PUT_SECRET, ErrorCode.CONFLICT);
    Shell shell = new Shell(home, nexus);

    // When
    int exit = shell.run("secret move a b");

    // Then
    assertThat(nexus.asked()).last()
        .isEqualTo("SUPERUSER DELETE_SECRET {\"path\":\"a\",\"versions\":[1,3]}");
    assertThat(exit).as(shell.err()).isZero();
  }

  @Test
  void move_anotherSecretAtTheDestination_changesNothing() {
    // Given
    FakeNexus nexus = FakeNexus
        .answeringInTurn(HISTORY, "{\"data\":{\"k\":\"v\"}}", "{\"data\":{\"k\":\"w\"}}")
        .failing(Operation.PUT_SECRET, ErrorCode.CONFLICT);
    Shell shell = new Shell(home, nexus);

    // When
    int exit = shell.run("secret move a b");

    // Then
    assertThat(shell.err()).startsWith("Error: [entity_version_invalid] ")
        .contains("spike: there is another secret at b; nothing was changed; --overwrite");
    assertThat(nexus.asked()).noneMatch(each -> each.contains("DELETE_SECRET"));
    assertThat(exit).isEqualTo(8);
  }

  @Test
  void move_toItself_isRefused() {
    // Given
    FakeNexus nexus = FakeNexus.answering("{}");
    Shell shell = new Shell(home, nexus);

    // When
    int exit = shell.run("secret move a a");

    // Then
    assertThat(nexus.asked()).isEmpty();
    assertThat(exit).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "secret diff a | --- a version 1¶+++ a version 3¶+ new¶- old¶~ same key¶",
      "secret diff a --show | --- a version 1¶+++ a version 3¶+ new: 1¶- old: 2¶- same key: 3¶"
          + "+ same key: 4¶"})
  void diff_twoVersions_showsKeysAndOnlyOnDemandValues(String line, String out) {
    // Given
    Shell shell = new Shell(home,
        FakeNexus.answeringInTurn(HISTORY,
            "{\"data\":{\"equal\":\"0\",\"old\":\"2\",\"same key\":\"3\"}}",
            "{\"data\":{\"equal\":\"0\",\"new\":\"1\",\"same key\":\"4\"}}"));

    // When
    int exit = shell.run(line);

    // Then
    assertThat(shell.out()).isEqualTo(out.replace("¶", "\n"));
    assertThat(exit).as(shell.err()).isZero();
  }

  @ParameterizedTest
  @CsvSource({"secrt, secret", "delet, delete"})
  void run_wordThatIsNearlyAVerb_namesTheVerb(String word, String meant) {
    // Given
    Shell shell = new Shell(home, FakeNexus.answering("{}"));

    // When
    int exit = shell.run(word);

    // Then
    assertThat(shell.err()).startsWith(
        "Error: unknown command \"" + word + "\" for \"spike\"\n\nDid you mean this?\n\t" + meant
            + "\n");
    assertThat(exit).isEqualTo(2);
  }
}
