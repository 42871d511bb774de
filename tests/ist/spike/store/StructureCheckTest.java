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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StructureCheckTest {

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
  void problems_soundFile_areNone() throws SQLException {
    try (StructureCheck check = StructureCheck.begin(file)) {
      assertThat(check.problems()).isEmpty();
    }
  }

  @Test
  void problems_referenceToWhatIsNotThere_isNamed() throws SQLException {
    // Given
    run("INSERT INTO two VALUES (2, 7)");

    // When, Then
    try (StructureCheck check = StructureCheck.begin(file)) {
      assertThat(check.problems())
          .containsExactly("a row of two refers to a row of one that is not there");
    }
  }

  @Test
  void problems_noDatabase_failsWithSqlitesReason() throws Exception {
    // Given
    Files.writeString(file, "no database".repeat(1_000));

    // When, Then
    try (StructureCheck check = StructureCheck.begin(file)) {
      assertThatThrownBy(check::problems).isInstanceOf(SQLException.class)
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

  private void run(String... statements) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }
}
