// SPDX-License-Identifier: Apache-2.0
package ist.spike.spikedb;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ist.spike.wire.SpikeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What SPIKE leaves in a file when it lives long, dies early or meets a bad disk. */
final class SpikeDatabaseTest {

  @TempDir
  Path directory;

  private Path file = Path.of("");

  @BeforeEach
  void name() {
    file = directory.resolve("spike file?#%.db");
  }

  @Test
  void visit_oldSchema_readsMetadataInTheClear() throws SQLException {
    // Given
    try (SpikeFixture spike = SpikeFixture.createOld(file)) {
      spike.metadata("a/b", 2, 1, 5);
      spike.version("a/b", 1, "{\"k\":\"1\"}", "2023-11-14", "2023-11-15T01:02");
      spike.version("a/b", 2, "{\"k\":\"2\"}");
      spike.policy("p", "^spiffe://x$", "^a/", "read,write");
    }

    // When
    Seen seen = Seen.in(file);

    // Then
    SpikeSecret secret = requireNonNull(seen.secrets.get("a/b"));
    assertThat(secret.current()).isEqualTo(2);
    assertThat(secret.maxVersions()).isEqualTo(5);
    assertThat(secret.created()).isEqualTo(Instant.ofEpochSecond(1_700_000_000));
    assertThat(secret.updated()).isEqualTo(Instant.ofEpochSecond(1_700_000_001));
    assertThat(requireNonNull(secret.versions().get(1)).info().deleted())
        .contains(Instant.parse("2023-11-15T01:02:00Z"));
    assertThat(requireNonNull(seen.policies.get("p")).permissions())
        .isEqualTo(List.of("read", "write"));
    assertThat(seen.skipped).isEmpty();
    assertThat(seen.noted).isEmpty();
  }

  @Test
  void visit_writeAheadLogBesideIt_isReadAndLeftAlone() throws SQLException, IOException {
    // Given
    try (SpikeFixture spike = SpikeFixture.create(file)) {
      spike.metadata("a", 1, 1, 10);
      spike.version("a", 1, "{}");
      byte[] log = Files.readAllBytes(Path.of(file + "-wal"));
      List<String> before = List.of(requireNonNull(directory.toFile().list()));

      // When
      Seen seen = Seen.in(file);

      // Then
      assertThat(log).isNotEmpty();
      assertThat(seen.secrets).containsOnlyKeys("a");
      assertThat(directory.toFile().list()).containsExactlyInAnyOrderElementsOf(before);
      assertThat(Files.readAllBytes(Path.of(file + "-wal"))).isEqualTo(log);
    }
  }

  @Test
  void visit_unreadableRows_areLeftOutWithTheReason() throws SQLException {
    // Given
    try (SpikeFixture spike = SpikeFixture.create(file)) {
      spike.metadata("current/broken", 2, 1, 10);
      spike.version("current/broken", 1, "{}");
      spike.version("current/broken", 2, "{}");
      spike.metadata("metadata/broken", 1, 1, 10);
      spike.version("metadata/broken", 1, "{}");
      spike.metadata("old/broken", 2, 1, 10);
      spike.version("old/broken", 1, "{}");
      spike.version("old/broken", 2, "{}");
      spike.metadata("strange/values", 1, 1, 10);
      spike.version("strange/values", 1, "[\"the secret itself\"]");
      spike.version("no/metadata", 1, "{}");
      spike.policy("broken", "a", "b", "read");
      spike.run("UPDATE secrets SET encrypted_data = zeroblob(20)"
          + " WHERE path = 'current/broken' AND version = 2");
      spike.run("UPDATE secrets SET nonce = x'00' WHERE path = 'old/broken' AND version = 1");
      spike.run("UPDATE secret_metadata SET encrypted_oldest_version = zeroblob(17)"
          + " WHERE path = 'metadata/broken'");
      spike.run("UPDATE policies SET encrypted_path_pattern = zeroblob(17)");
    }

    // When
    Seen seen = Seen.in(file);

    // Then
    assertThat(seen.secrets).containsOnlyKeys("old/broken");
    SpikeSecret kept = requireNonNull(seen.secrets.get("old/broken"));
    assertThat(kept.versions()).containsOnlyKeys(2);
    assertThat(seen.skipped).containsExactly(
        "version 2 of current/broken: the key does not open it",
        "current/broken: its current version 2 is missing or cannot be read",
        "metadata/broken: the key does not open its metadata",
        "version 1 of old/broken: the key does not open it",
        "version 1 of strange/values: its value opens, but it is no JSON object of texts",
        "strange/values: its current version 1 is missing or cannot be read",
        "no/metadata: 1 versions without metadata, which SPIKE does not show either",
        "policy broken: the key does not open it");
  }

  @Test
  void visit_allDeletedAndGaps_keepsNumbers() throws SQLException {
    // Given
    try (SpikeFixture spike = SpikeFixture.create(file)) {
      spike.metadata("gone", 0, 0, 10);
      spike.version("gone", 3, "null", 1_700_000_000, 1_700_000_002_000L);
      spike.version("gone", 7, "{\"k\":null}", 1_700_000_000, "no time at all");
    }

    // When
    Seen seen = Seen.in(file);

    // Then
    SpikeSecret secret = requireNonNull(seen.secrets.get("gone"));
    assertThat(secret.highestEver()).isEqualTo(7);
    assertThat(secret.versions()).containsOnlyKeys(3, 7);
    SpikeVersion third = requireNonNull(secret.versions().get(3));
    assertThat(third.values()).isEqualTo(Optional.empty());
    assertThat(third.info().deleted()).contains(Instant.ofEpochSecond(1_700_000_002));
    assertThat(requireNonNull(secret.versions().get(7)).info().deleted()).contains(Instant.EPOCH);
    assertThat(seen.noted).containsExactly("version 7 of gone: the time it was deleted: cannot be"
        + " read, so 1970-01-01T00:00:00Z stands for it");
  }

  @Test
  void visit_currentThatALostUpdateLeftBehind_isNoted() throws SQLException {
    // Given
    try (SpikeFixture spike = SpikeFixture.create(file)) {
      spike.metadata("raced", 1, 1, 0);
      spike.version("raced", 1, "{}");
      spike.version("raced", 2, "{}");
    }

    // When
    Seen seen = Seen.in(file);

    // Then
    assertThat(seen.noted).containsExactly("raced: it is to keep 0 versions, and here 10",
        "raced: SPIKE shows version 1 as the current one, and here it is 2, the highest that is"
            + " not deleted");
  }

  @Test
  void open_whatIsNoDatabaseOfSpike_isRefused() throws IOException, SQLException {
    // Given
    Path text = Files.writeString(directory.resolve("text"), "a text, not a database at all");
    Path other = directory.resolve("other.db");
    try (SpikeFixture spike = SpikeFixture.create(other)) {
      spike.run("DROP TABLE policies");
    }

    // When, Then
    assertRefuses(directory.resolve("none"),
        "there is no file " + directory.resolve("none"));
    assertRefuses(text, "the file cannot be read as SPIKE's database: [SQLITE_NOTADB] File opened"
        + " that is not a database file (file is not a database)");
    assertRefuses(other, other + " has not the tables of a SPIKE 0.8: give the file spike.db of"
        + " its data directory");
  }

  private static void assertRefuses(Path path, String sentence) {
    assertThatThrownBy(() -> SpikeDatabase.open(path)).isInstanceOf(SpikeException.class)
        .hasMessage(sentence);
  }
}
