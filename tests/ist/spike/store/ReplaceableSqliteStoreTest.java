// SPDX-License-Identifier: Apache-2.0
package ist.spike.store;

import static ist.spike.store.StoreFixture.result;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ist.spike.audit.AuditFlusher;
import ist.spike.audit.AuditLog;
import ist.spike.audit.AuditRow;
import ist.spike.audit.ChainHead;
import ist.spike.audit.LocalTrail;
import ist.spike.crypto.RootKey;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.SpikeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The exchange of a store that is in use: whoever it waits for, and wherever it fails. */
final class ReplaceableSqliteStoreTest {

  private static final Duration SHORT = Duration.ofMillis(100);
  private static final Duration LONG = Duration.ofSeconds(60);

  @TempDir
  Path directory;

  private final RootKey key = RootKey.generate();

  @AfterEach
  void close() {
    key.close();
  }

  @Test
  void commit_changeOfTheLastMoment_isInTheAuditFilesFirst() throws Exception {
    Path files = directory.resolve("audit");
    try (AuditLog log = new AuditLog(files, 2, Optional::empty);
        ReplaceableSqliteStore store = open(StoreTuning.STANDARD.with(log), SwapProbe.NONE);
        AuditFlusher flusher = new AuditFlusher(log, new StoreAuditRows(store))) {
      // Given
      snapshot(store);
      List<AuditRow> rows = new ArrayList<>();

      // When
      restore(store, () -> {
        put(store, "a", "new");
        rows.addAll(store.auditRows(0, 100));
      });

      // Then
      assertThat(flusher).isNotNull();
      assertThat(Files.readString(files.resolve("audit-00000001.jsonl")))
          .contains("\"row\":\"" + rows.getLast().head() + "\"");
      assertThat(get(store, "a")).isEqualTo("old");
    }
  }

  @Test
  void commit_auditRowsThatTheFilesDoNotTake_isBusyAndTheStoreGoesOn() throws Exception {
    try (StoreFixture fixture =
        StoreFixture.unsealed(directory, StoreTuning.STANDARD.with(takesNothing()))) {
      // Given
      fixture.put("a", "1");

      // When
      assertBusy(fixture,
          "audit row 2 is not in the local files yet, so the store goes on as it is;"
              + " see why they take nothing, and try again");

      // Then
      assertThat(fixture.put("a", "2")).isEqualTo(2);
      assertThat(fixture.get("a", 0)).isEqualTo("2");
    }
  }

  @Test
  void commit_auditRowThatDoesNotOpen_isNoObstacle() throws Exception {
    try (StoreFixture fixture =
        StoreFixture.unsealed(directory, StoreTuning.STANDARD.with(takesNothing()))) {
      // Given
      fixture.put("a", "1");
      fixture.sql("UPDATE audit SET sealed = (SELECT sealed FROM audit WHERE seq = 2)"
          + " WHERE seq = 1");

      // When
      StoreLock lock = fixture.store.handOver(LONG);

      // Then
      assertThatThrownBy(() -> fixture.put("a", "2")).hasMessage("the store is closed");
      lock.close();
    }
  }

  @Test
  void commit_writeThatDoesNotEnd_isBusyAndTheStoreGoesOn() throws Exception {
    AtomicReference<CountDownLatch> obstacle = new AtomicReference<>(new CountDownLatch(0));
    WriteProbe slow = (point, database) -> await(obstacle.get());
    try (StoreFixture fixture = StoreFixture.unsealed(directory, StoreTuning.STANDARD.with(slow))) {
      // Given
      obstacle.set(new CountDownLatch(1));
      CompletableFuture<Integer> first = fixture.putLater("a", "1");

      // When
      assertBusy(fixture, "the writes under way were not done within 0 seconds; the store goes on"
          + " as it is");

      // Then
      CompletableFuture<Integer> second = fixture.putLater("a", "2");
      obstacle.get().countDown();
      assertThat(result(first)).isEqualTo(1);
      assertThat(result(second)).isEqualTo(2);
      fixture.store.handOver(LONG).close();
    }
  }

  @ParameterizedTest
  @EnumSource(SwapProbe.Step.class)
  void commit_failingAtAnyStep_saysWhichStoreIsThere(SwapProbe.Step last) throws Exception {
    SwapProbe failing = step -> {
      if (step == last) {
        throw new IllegalStateException("broken off");
      }
    };
    try (ReplaceableSqliteStore store = open(StoreTuning.STANDARD, failing)) {
      // Given
      snapshot(store);
      put(store, "a", "new");
      boolean old = last == SwapProbe.Step.STAGED;

      // When
      if (old) {
        assertThatThrownBy(() -> restore(store)).hasMessage("nothing was restored, the store is the"
            + " one from before: java.lang.IllegalStateException: broken off");
      } else {
        restore(store);
      }

      // Then
      assertThat(get(store, "a")).isEqualTo(old ? "new" : "old");
      put(store, "a", "next");
      assertThat(store.check(CheckProgress.NONE).problems()).isEmpty();
    }
  }

  private static void assertBusy(StoreFixture fixture, String sentence) {
    assertThatThrownBy(() -> fixture.store.handOver(SHORT)).hasMessage(sentence)
        .extracting(failure -> ((SpikeException) failure).code()).isEqualTo(ErrorCode.BUSY);
  }

  private ReplaceableSqliteStore open(StoreTuning tuning, SwapProbe probe) {
    ReplaceableSqliteStore store = ReplaceableSqliteStore
        .open(new StoreSettings(directory.resolve("data"), false), tuning, probe);
    result(store.nominate(StoreFixture.shareSet(key)));
    result(store.finish(key));
    put(store, "a", "old");
    return store;
  }

  private void snapshot(ReplaceableSqliteStore store) throws Exception {
    try (Connection connection = store.snapshotSource().getConnection();
        Statement statement = connection.createStatement()) {
      statement.executeUpdate("VACUUM INTO '" + directory.resolve("restored.db") + "'");
    }
  }

  private void restore(ReplaceableSqliteStore store) throws IOException {
    restore(store, () -> {});
  }

  private void restore(ReplaceableSqliteStore store, Runnable beforehand) throws IOException {
    try (StoreReplacement replacement = store.replacement(key)) {
      Files.copy(directory.resolve("restored.db"), replacement.file());
      replacement.adopt(key, "a backup", Optional.empty());
      beforehand.run();
      replacement.commit(Instant.now());
    }
  }

  private static void put(SecretStore store, String path, String value) {
    result(store.update(path, SecretUpdate.put(value.getBytes(UTF_8), OptionalInt.empty(), 3,
        InstantSource.system())));
  }

  private static String get(SecretStore store, String path) {
    return new String(store.read(path, 0).orElseThrow().value(), UTF_8);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static LocalTrail takesNothing() {
    return new LocalTrail() {

      @Override
      public String position() {
        return "";
      }

      @Override
      public Optional<ChainHead> copied() {
        return Optional.of(ChainHead.NONE);
      }
    };
  }
}
