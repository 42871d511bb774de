// SPDX-License-Identifier: Apache-2.0
package ist.spike.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ist.spike.store.StoreReport.Part;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SnapshotReadersTest {

  @TempDir
  Path directory;
  private Path file;

  @BeforeEach
  void makeFile() throws SQLException {
    file = directory.resolve("some.db");
    run("CREATE TABLE one (id INTEGER PRIMARY KEY)",
        "CREATE TABLE two (id INTEGER PRIMARY KEY, one INTEGER REFERENCES one(id))",
        "INSERT INTO one VALUES (1)", "INSERT INTO two VALUES (1, 1)");
  }

  @Test
  void structure_soundFile_hasNoProblem() throws SQLException {
    try (SnapshotReaders readers = SnapshotReaders.beside(file)) {
      assertThat(SnapshotReaders.result(readers.begin(StoreWalk::structure))).isEmpty();
    }
  }

  @Test
  void structure_referenceToWhatIsNotThere_isNamed() throws SQLException {
    // Given
    run("INSERT INTO two VALUES (2, 7)");

    // When, Then
    try (SnapshotReaders readers = SnapshotReaders.beside(file)) {
      assertThat(SnapshotReaders.result(readers.begin(StoreWalk::structure)))
          .containsExactly("a row of two refers to a row of one that is not there");
    }
  }

  @Test
  void structure_noDatabase_failsWithSqlitesReason() throws Exception {
    // Given
    Files.writeString(file, "no database".repeat(1_000));

    // When, Then
    try (SnapshotReaders readers = SnapshotReaders.beside(file)) {
      Future<List<String>> part = readers.begin(StoreWalk::structure);
      assertThatThrownBy(() -> SnapshotReaders.result(part)).isInstanceOf(SQLException.class)
          .hasMessageContaining("not a database");
    }
  }

  /** What SQLite finds explains what the walk finds, so it comes first. */
  @Test
  void verify_versionsWithoutMetadata_namesStructureFirst() throws SQLException {
    try (StoreFixture fixture = StoreFixture.unsealed(directory)) {
      // Given
      fixture.put("a", "value");
      fixture.store.close();
      fixture.sql("DELETE FROM secret_meta");

      // When
      StoreReport report = StoreVerifier.verify(fixture.file(), fixture.key);

      // Then
      assertThat(report.damaged()).containsExactlyInAnyOrder(Part.STRUCTURE, Part.ROWS,
          Part.SET_HASH);
      assertThat(report.problems().getFirst())
          .isEqualTo("a row of secret_version refers to a row of secret_meta that is not there");
    }
  }

  /** The file is read in parts that begin and end between secrets, and nothing falls between them. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7, 8, 9, 40})
  void verify_anyNumberOfSecrets_countsEachOnce(int secrets) {
    try (StoreFixture fixture = StoreFixture.unsealed(directory)) {
      // Given
      for (int i = 0; i < secrets; i++) {
        fixture.put("path/" + i, "first");
        fixture.put("path/" + i, "second");
      }
      StoreReport inTurn = fixture.store.check(CheckProgress.NONE);
      fixture.store.close();

      // When
      StoreReport beside = StoreVerifier.verify(fixture.file(), fixture.key);

      // Then
      assertThat(beside.problems()).isEmpty();
      assertThat(beside.contents().rows()).containsEntry("secret_meta", (long) secrets)
          .containsEntry("secret_version", 2L * secrets);
      assertThat(beside).isEqualTo(inTurn);
    }
  }

  /** Each finding is that of one part; together they are what one reader finds. */
  @Test
  void verify_damageInSeveralParts_isNamedAsByOneReader() throws Exception {
    try (StoreFixture fixture = StoreFixture.unsealed(directory)) {
      // Given
      for (int i = 10; i < 60; i++) {
        fixture.put("path/" + i, "value");
      }
      fixture.sql("UPDATE secret_version SET sealed = x'' WHERE path IN ('path/11', 'path/35')");
      fixture.sql("UPDATE secret_version SET version = 7 WHERE path = 'path/58'");
      StoreReport inTurn = fixture.store.check(CheckProgress.NONE);
      fixture.store.close();

      // When
      StoreReport beside = StoreVerifier.verify(fixture.file(), fixture.key);

      // Then
      assertThat(beside).isEqualTo(inTurn);
      assertThat(beside.problems()).hasSize(5)
          .contains("secret 'path/58' has versions [7], its metadata says [1]");
    }
  }

  private void run(String... statements) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }
}
