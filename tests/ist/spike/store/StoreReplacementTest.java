// SPDX-License-Identifier: Apache-2.0
package ist.spike.store;

import static ist.spike.store.StoreFixture.result;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ist.spike.audit.AuditDraft;
import ist.spike.audit.AuditRow;
import ist.spike.audit.ChainHead;
import ist.spike.store.StoreDifference.Way;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.SpikeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The exchange of a store's files, wherever it stops. */
final class StoreReplacementTest {

  private static final Instant NOW = Instant.parse("2026-11-25T03:04:05.006Z");

  @TempDir
  Path directory;

  private StoreFixture fixture;

  @BeforeEach
  void snapshot() throws SQLException {
    fixture = StoreFixture.unsealed(directory);
    fixture.put("kept", "old");
    fixture.put("changed", "old");
    try (Connection connection = fixture.store.snapshotSource().getConnection();
        Statement statement = connection.createStatement()) {
      statement.executeUpdate("VACUUM INTO '" + directory.resolve("restored.db") + "'");
    }
    fixture.put("changed", "new");
    fixture.put("added", "new");
    fixture.store.close();
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void commit_otherDatabase_isTheStoreAndTheOldOneIsKept() throws IOException {
    // When
    Path kept = restore(SwapProbe.NONE);

    // Then
    fixture.reopen();
    assertThat(fixture.get("changed", 0)).isEqualTo("old");
    assertThat(fixture.store.history("added")).isEmpty();
    assertThat(fixture.store.check(CheckProgress.NONE).problems()).isEmpty();
    assertThat(names(kept)).contains("store.db");
    assertThat(names(fixture.settings().directory()))
        .doesNotContain("restore", StoreSwap.INTENT);
    assertThat(Files.getPosixFilePermissions(fixture.file())).hasSize(2);
  }

  @Test
  void adopt_restoredStore_sealsWithKeysThatNeverSealedBefore() throws Exception {
    // Given
    List<DataKey.Row> before = dataKeys();

    // When
    restore(SwapProbe.NONE);
    fixture.reopen();
    fixture.put("kept", "newer");

    // Then
    int newest = before.getLast().number();
    assertThat(dataKeys()).filteredOn(row -> row.number() > newest)
        .extracting(DataKey.Row::purpose).containsExactlyInAnyOrder(Purpose.SECRET,
            Purpose.POLICY, Purpose.AUDIT, Purpose.HEAD);
    byte[] cell = fixture.cell("kept", 2);
    assertThat((int) cell[4]).isGreaterThan(newest);
    AuditRow row = fixture.store.auditRows(0, 100).stream()
        .filter(each -> each.record().operation().equals("restore-backup")).findFirst()
        .orElseThrow();
    assertThat(row.record().subject()).isEqualTo("a backup");
    assertThat(fixture.store.check(CheckProgress.NONE).problems()).isEmpty();
  }

  @Test
  void commit_staleLogBesideTheStore_isMovedWithIt() throws IOException {
    // Given
    Path log = fixture.file().resolveSibling("store.db-wal");
    Files.write(log, new byte[4_096]);

    // When
    Path kept = restore(SwapProbe.NONE);

    // Then
    assertThat(log).doesNotExist();
    assertThat(names(kept)).contains("store.db-wal");
    fixture.reopen();
    assertThat(fixture.get("changed", 0)).isEqualTo("old");
  }

  @ParameterizedTest
  @EnumSource(SwapProbe.Step.class)
  void open_exchangeBrokenOffAtAnyStep_isTheOldStoreOrTheNewOne(SwapProbe.Step last) {
    // When
    assertThatThrownBy(() -> restore(step -> {
      if (step == last) {
        throw new IllegalStateException("broken off");
      }
    })).hasMessage("broken off");
    fixture.reopen();

    // Then
    boolean old = last == SwapProbe.Step.STAGED;
    assertThat(fixture.get("changed", 0)).isEqualTo(old ? "new" : "old");
    assertThat(fixture.store.history("added").isPresent()).isEqualTo(old);
    assertThat(fixture.store.check(CheckProgress.NONE).problems()).isEmpty();
    assertThat(fixture.settings().directory().resolve(StoreSwap.INTENT)).doesNotExist();
  }

  @Test
  void undo_afterARestore_bringsTheStoreBackAndIsUndoneByAnother() {
    // Given
    restore(SwapProbe.NONE);

    // When
    undo(NOW.plusSeconds(1));

    // Then
    fixture.reopen();
    assertThat(fixture.get("changed", 0)).isEqualTo("new");
    assertThat(fixture.get("added", 0)).isEqualTo("new");
    await().atMost(30, TimeUnit.SECONDS).until(() -> fixture.store.auditRows(0, 100).getLast()
        .record().operation(), "undo-restore"::equals);
    fixture.store.close();
    undo(NOW.plusSeconds(2));
    fixture.reopen();
    assertThat(fixture.get("changed", 0)).isEqualTo("old");
  }

  @Test
  void undo_recordThatCannotBeWrittenAtFirst_comesBeforeAnyOther() throws Exception {
    // Given
    restore(SwapProbe.NONE);
    undo(NOW.plusSeconds(1));
    AtomicInteger attempts = new AtomicInteger();
    WriteProbe full = (point, database) -> {
      if (point == WriteProbe.Point.AUDIT && attempts.incrementAndGet() == 1) {
        throw new SpikeException(ErrorCode.BUSY, "the store's disk is full");
      }
    };
    try (SqliteStore store =
        SqliteStore.open(fixture.settings(), StoreTuning.STANDARD.with(full))) {
      // When
      store.unseal(fixture.key);
      await().atMost(30, TimeUnit.SECONDS).until(() -> attempts.get() == 1);
      ChainHead before = store.auditHead();
      result(store.recordAudit(AuditDraft.own("put-secret", "a")));

      // Then
      assertThat(before).isEqualTo(ChainHead.NONE);
      assertThat(store.auditRows(0, 100)).extracting(row -> row.record().operation())
          .endsWith("undo-restore", "put-secret");
      await().atMost(30, TimeUnit.SECONDS).until(
          () -> store.auditHead().equals(store.auditRows(0, 100).getLast().head()));
    }
  }

  @Test
  void undo_nothingKept_isRefused() {
    assertThatThrownBy(() -> undo(NOW)).isInstanceOf(SpikeException.class)
        .hasMessageContaining("so there is nothing to undo");
  }

  @Test
  void commit_manyTimes_keepsTheNewestThree() throws IOException {
    for (int i = 0; i < 5; i++) {
      try (StoreReplacement replacement =
          StoreReplacement.begin(fixture.settings().directory())) {
        Files.copy(directory.resolve("restored.db"), replacement.file());
        replacement.commit(NOW.plusSeconds(i));
      }
    }
    assertThat(names(fixture.settings().directory().resolve("previous"))).containsExactly(
        "20261125T030407.006Z", "20261125T030408.006Z", "20261125T030409.006Z");
  }

  @Test
  void commit_clockPutBack_keepsWhatWasReplacedLastAndLeavesStrangersAlone() throws IOException {
    // Given
    Path previous = Files.createDirectories(fixture.settings().directory().resolve("previous"));
    Files.writeString(Files.createDirectory(previous.resolve("by-hand")).resolve("store.db.gz"),
        "");
    Files.writeString(previous.resolve("notes.txt"), "");
    // When
    Path last = previous;
    for (int i = 0; i < 5; i++) {
      try (StoreReplacement replacement =
          StoreReplacement.begin(fixture.settings().directory())) {
        Files.copy(directory.resolve("restored.db"), replacement.file());
        last = replacement.commit(NOW.minusSeconds(i));
      }
    }
    // Then
    assertThat(last.getFileName()).hasToString("20261125T030405.010Z");
    assertThat(last.resolve("store.db")).exists();
    assertThat(names(previous)).containsExactly("20261125T030405.008Z", "20261125T030405.009Z",
        "20261125T030405.010Z", "by-hand", "notes.txt");
    assertThat(previous.resolve("by-hand/store.db.gz")).exists();
  }

  @Test
  void begin_storeOpen_isRefusedAndAnUnfinishedDatabaseIsRemoved() throws IOException {
    // Given
    fixture.reopen();
    assertThatThrownBy(() -> StoreReplacement.begin(fixture.settings().directory()))
        .isInstanceOf(SpikeException.class).hasMessageContaining("open in another process");
    fixture.store.close();

    // When
    try (StoreReplacement replacement =
        StoreReplacement.begin(fixture.settings().directory())) {
      Files.writeString(replacement.file(), "half");
    }

    // Then
    assertThat(names(fixture.settings().directory())).doesNotContain("restore");
  }

  @Test
  void difference_namesWhatWouldBecomeOfEachSecret() throws IOException {
    try (StoreReplacement replacement =
        StoreReplacement.begin(fixture.settings().directory())) {
      Files.copy(directory.resolve("restored.db"), replacement.file());

      // When
      StoreDifference difference = replacement.difference();

      // Then
      assertThat(difference.trouble()).isEmpty();
      assertThat(difference.lostVersions()).isEqualTo(2);
      assertThat(difference.secrets().get(Way.REMOVED)).containsExactly("added");
      assertThat(difference.secrets().get(Way.ADDED)).isEmpty();
      assertThat(difference.secrets().get(Way.CHANGED)).containsExactly("changed");
      assertThat(difference.policies()).isZero();
    }
  }

  @Test
  void difference_storeDamaged_saysSo() throws IOException {
    // Given
    Files.write(fixture.file(), "no database at all".getBytes(UTF_8));
    try (StoreReplacement replacement =
        StoreReplacement.begin(fixture.settings().directory())) {
      Files.copy(directory.resolve("restored.db"), replacement.file());

      // Then
      assertThat(replacement.difference().trouble()).contains("damaged or no database");
    }
  }

  private Path restore(SwapProbe probe) {
    try (StoreReplacement replacement =
        StoreReplacement.begin(fixture.settings().directory(), probe)) {
      Files.copy(directory.resolve("restored.db"), replacement.file());
      replacement.adopt(fixture.key, "a backup", Optional.empty());
      return replacement.commit(NOW);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private void undo(Instant now) {
    try (StoreReplacement replacement =
        StoreReplacement.begin(fixture.settings().directory())) {
      replacement.undo(now);
    }
  }

  private List<DataKey.Row> dataKeys() throws SQLException {
    try (Database database = Database.forReading(fixture.file())) {
      return StoreRows.dataKeys(database);
    }
  }

  private static List<String> names(Path of) throws IOException {
    try (Stream<Path> files = Files.list(of)) {
      return files.map(file -> String.valueOf(file.getFileName())).sorted().toList();
    }
  }
}
