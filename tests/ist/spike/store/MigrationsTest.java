// SPDX-License-Identifier: Apache-2.0
package ist.spike.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ist.spike.wire.SpikeException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a store of an older program is brought to the format of a newer one. */
final class MigrationsTest {

  @TempDir
  Path directory;

  private final List<String> ran = new ArrayList<>();

  @Test
  void bring_olderFile_runsTheStepsItLacksOnce() throws Exception {
    try (Database database = store()) {
      Migrations migrations = new Migrations(1, List.of(
          step("CREATE TABLE extra (id INTEGER PRIMARY KEY) STRICT"),
          step("ALTER TABLE extra ADD COLUMN note TEXT")));

      // When
      migrations.bring(database);
      migrations.bring(database);

      // Then
      assertThat(ran).hasSize(2);
      assertThat(Schema.version(database)).isEqualTo(3);
      database.run("INSERT INTO extra (id, note) VALUES (1, 'x')");
    }
  }

  @Test
  void bring_stepFails_keepsTheOnesBeforeAndGoesOnThere() throws Exception {
    // Given: a process that ends in the middle of the second step
    String second = "ALTER TABLE extra ADD COLUMN note TEXT";
    Migrations.Step first = step("CREATE TABLE extra (id INTEGER PRIMARY KEY) STRICT");
    try (Database database = store()) {
      Migrations dying = new Migrations(1, List.of(first, broken -> {
        broken.script(second);
        throw new SQLException("the power is gone");
      }));
      assertThatThrownBy(() -> dying.bring(database)).hasMessage("the power is gone");
    }

    // When
    try (Database database = Database.forWriting(directory.resolve("store.db"))) {
      assertThat(Schema.version(database)).isEqualTo(2);
      assertThat(database.count("SELECT count(*) FROM pragma_table_info('extra')")).isEqualTo(1);
      new Migrations(1, List.of(first, step(second))).bring(database);

      // Then
      assertThat(ran).containsExactly("CREATE TABLE extra (id INTEGER PRIMARY KEY) STRICT", second);
      assertThat(Schema.version(database)).isEqualTo(3);
    }
  }

  @Test
  void bring_newerOrUnknownFile_isRefused() throws Exception {
    try (Database database = store()) {
      database.script("PRAGMA user_version = 7");
      assertThatThrownBy(() -> new Migrations(1, List.of()).bring(database))
          .isInstanceOf(SpikeException.class)
          .hasMessageEndingWith("has store format 7, this program knows 1; use the program that"
              + " wrote it");
      database.script("PRAGMA user_version = 0");
      assertThatThrownBy(() -> new Migrations(1, List.of()).bring(database))
          .hasMessageEndingWith("has store format 0, older than any that was released");
    }
  }

  @Test
  void standard_leadsToTheVersionThatIsWritten() {
    assertThat(Migrations.STANDARD.newest()).isEqualTo(Schema.VERSION);
  }

  private Database store() throws Exception {
    Path file = Files.createFile(directory.resolve("store.db"));
    Database database = Database.forWriting(file);
    database.useWriteAheadLog();
    Schema.create(database, false);
    return database;
  }

  private Migrations.Step step(String sql) {
    return database -> {
      database.script(sql);
      ran.add(sql);
    };
  }
}
