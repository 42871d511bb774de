// SPDX-License-Identifier: Apache-2.0
package ist.spike.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ist.spike.crypto.RootKey;
import ist.spike.fakes.DiskLog;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.SpikeException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that takes no more: writes fail clearly, reads go on, and with room the writes do too. */
final class FullDiskTest {

  @TempDir
  Path directory;

  @Test
  void put_noPageLeft_isBusyAndWorksAgainWithMore() {
    // Given: SQLite itself refuses to let the file grow beyond so many pages
    AtomicInteger pages = new AtomicInteger(1_000_000);
    WriteProbe limit = (point, database) -> limitTo(database, pages.get());
    try (StoreFixture fixture =
        StoreFixture.unsealed(directory, StoreTuning.STANDARD.with(limit))) {
      fixture.put("a", "value");
      pages.set(40);
      fixture.put("b", "value");

      // When
      int stored = putUntilBusy(fixture);

      // Then
      assertThat(fixture.get("a", 0)).isEqualTo("value");
      assertThatThrownBy(() -> fixture.put("p" + stored, "v".repeat(20_000)))
          .hasMessage("the store's disk is full");
      pages.set(1_000_000);
      assertThat(fixture.put("p" + stored, "v".repeat(20_000))).isEqualTo(1);
      assertThat(fixture.store.check(CheckProgress.NONE).problems()).isEmpty();
    }
  }

  @Test
  @Tag("system")
  void put_onAFullDisk_isBusyReadsGoOnAndRoomIsEnough() throws Exception {
    Path mount = Files.createDirectory(directory.resolve("mount"));
    List<String> command = starving(mount.resolve("data"), mount.resolve("ballast"),
        "the store's disk is full");
    // A file system of 3 MiB of its own, in a namespace of its own, so that no rights are needed.
    command.addAll(0, List.of("unshare", "--user", "--map-root-user", "--mount", "sh", "-c",
        "mount -t tmpfs -o size=3m tmpfs \"$0\" && exec \"$@\"", mount.toString()));
    assertRecovers(new ProcessBuilder(command));
  }

  @Test
  @Tag("system")
  void put_onADiskRemountedReadOnly_isBusyReadsGoOnAndWritableIsEnough() throws Exception {
    Path data = Files.createDirectory(directory.resolve("data"),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    Path sign = directory.resolve("read-only");
    ProcessBuilder builder = new ProcessBuilder(
        starving(data, sign, "the store's file cannot be"));
    builder.environment().putAll(Map.of("LD_PRELOAD", DiskLog.compile(directory).toString(),
        "DISKLOG_DIR", data.toString(), "DISKLOG_READONLY", sign.toString()));
    assertRecovers(builder);
  }

  @Test
  @Tag("system")
  void restore_diskFullFromAnyStepOn_isTheOldStoreOrTheNewOne() throws Exception {
    Path mount = Files.createDirectory(directory.resolve("mount"));
    List<String> command;
    try (RootKey key = RootKey.generate()) {
      command = new ArrayList<>(ChildProcess.command(directory, key, List.of("restoreStarved",
          mount.resolve("data").toString(), mount.resolve("ballast").toString())));
    }
    command.addAll(0, List.of("unshare", "--user", "--map-root-user", "--mount", "sh", "-c",
        "mount -t tmpfs -o size=3m tmpfs \"$0\" && exec \"$@\"", mount.toString()));
    try (ChildProcess child = ChildProcess.start(new ProcessBuilder(command))) {
      List<String> lines = child.end();
      assertThat(lines).as(String.join("\n", lines))
          .contains("full from STAGED on: BUSY, new", "full from INTENT on: done, old",
              "full from ALL_ASIDE on: done, old", "full from DONE on: done, old");
    }
  }

  private List<String> starving(Path data, Path obstacle, String sentence) {
    try (RootKey key = RootKey.generate()) {
      return new ArrayList<>(ChildProcess.command(directory, key,
          List.of("starve", data.toString(), obstacle.toString(), sentence)));
    }
  }

  private static void assertRecovers(ProcessBuilder builder) throws Exception {
    try (ChildProcess child = ChildProcess.start(builder)) {
      List<String> lines = child.end();
      assertThat(lines).as(String.join("\n", lines))
          .anySatisfy(line -> assertThat(line).matches("recovered after \\d+ puts"));
      assertThat(lines)
          .anySatisfy(line -> assertThat(line).contains("the store cannot be written"));
      assertThat(lines).anySatisfy(line -> assertThat(line).contains("can be written again"));
    }
  }

  private static int putUntilBusy(StoreFixture fixture) {
    for (int i = 0; i < 1_000; i++) {
      try {
        fixture.put("p" + i, "v".repeat(20_000));
      } catch (SpikeException e) {
        assertThat(e.code()).isEqualTo(ErrorCode.BUSY);
        return i;
      }
    }
    throw new AssertionError("the disk never got full");
  }

  private static void limitTo(Database database, int pages) {
    try {
      database.one("PRAGMA max_page_count = " + pages, row -> row.getInt(1));
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }
}
