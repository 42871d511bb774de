// SPDX-License-Identifier: Apache-2.0
package ist.spike.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ist.spike.wire.SpikeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which directories and files are taken for a store. */
final class StoreOpeningTest {

  @TempDir
  Path directory;

  @Test
  void open_missingDirectory_makesItPrivate() throws IOException {
    try (StoreFixture fixture = StoreFixture.brandNew(directory);
        var files = Files.list(fixture.settings().directory())) {
      assertThat(mode(fixture.settings().directory())).isEqualTo("rwx------");
      List<Path> all = files.toList();
      assertThat(all).contains(fixture.file());
      for (Path file : all) {
        assertThat(mode(file)).isEqualTo("rw-------");
      }
    }
  }

  @Test
  void open_directoryOthersCanEnter_isRefusedUntouched() throws IOException {
    // Given
    Path open = Files.createDirectory(directory.resolve("open"));
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxr-x---"));

    // When, Then
    assertThatThrownBy(() -> SqliteStore.open(new StoreSettings(open, false)))
        .isInstanceOf(SpikeException.class)
        .hasMessage(open + " has mode rwxr-x---, must be 0700");
    assertThat(open).isEmptyDirectory();
  }

  @Test
  void open_link_isRefused() throws IOException {
    // Given
    SqliteStore.open(new StoreSettings(directory.resolve("real"), false)).close();
    Path link = Files.createSymbolicLink(directory.resolve("link"), directory.resolve("real"));

    // When, Then
    assertThatThrownBy(() -> SqliteStore.open(new StoreSettings(link, false)))
        .hasMessageContaining("is not a directory of its own");
  }

  @Test
  void open_secondTime_namesThePid() {
    try (StoreFixture fixture = StoreFixture.brandNew(directory)) {
      assertThatThrownBy(() -> SqliteStore.open(fixture.settings()))
          .isInstanceOf(SpikeException.class)
          .hasMessageContaining(
              "open in another process, pid " + ProcessHandle.current().pid());
    }
  }

  @Test
  void open_otherDevMark_isRefused() {
    // Given
    Path dev = directory.resolve("dev");
    SqliteStore.open(new StoreSettings(dev, true)).close();
    Path real = directory.resolve("real");
    SqliteStore.open(new StoreSettings(real, false)).close();

    // When, Then
    assertThatThrownBy(() -> SqliteStore.open(new StoreSettings(dev, false)))
        .hasMessageContaining("was made by spike dev");
    assertThatThrownBy(() -> SqliteStore.open(new StoreSettings(real, true)))
        .hasMessageContaining("is not a store of spike dev");
  }

  @Test
  void open_newerForeignOrBrokenFile_isRefused() throws SQLException, IOException {
    try (StoreFixture fixture = StoreFixture.brandNew(directory)) {
      fixture.store.close();

      fixture.sql("PRAGMA user_version = 2");
      assertThatThrownBy(() -> SqliteStore.open(fixture.settings()))
          .hasMessageContaining("has store format 2, this program knows 1");
      fixture.sql("PRAGMA application_id = 7");
      assertThatThrownBy(() -> SqliteStore.open(fixture.settings()))
          .hasMessageContaining("is a database of some other program");
      Files.writeString(fixture.file(), "this is no database, however long it is".repeat(99));
      assertThatThrownBy(() -> SqliteStore.open(fixture.settings()))
          .hasMessageContaining("damaged or no database");
    }
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
