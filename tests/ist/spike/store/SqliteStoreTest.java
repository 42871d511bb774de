// SPDX-License-Identifier: Apache-2.0
package ist.spike.store;

import static ist.spike.store.StoreFixture.result;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ist.spike.crypto.RootKey;
import ist.spike.secret.SecretHistory;
import ist.spike.shard.ShareSet;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.SpikeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the store in SQLite does beyond what every store does. */
final class SqliteStoreTest {

  private static final InstantSource CLOCK = InstantSource.system();

  @TempDir
  Path directory;

  @Test
  void put_afterReopen_isReadBack() {
    try (StoreFixture fixture = StoreFixture.unsealed(directory)) {
      // Given
      fixture.put("a/b", "first");
      fixture.put("a/b", "second");
      SecretHistory before = fixture.store.history("a/b").orElseThrow();
      long changes = fixture.store.changeNumber();

      // When
      fixture.store.close();
      fixture.reopen();

      // Then
      assertThat(fixture.get("a/b", 0)).isEqualTo("second");
      assertThat(fixture.get("a/b", 1)).isEqualTo("first");
      assertThat(fixture.store.read("a/b", 3)).isEmpty();
      assertThat(fixture.store.read("nowhere", 0)).isEmpty();
      assertThat(fixture.store.history("a/b")).hasValue(before);
      assertThat(fixture.store.changeNumber()).isEqualTo(changes);
      assertThat(fixture.store.check(CheckProgress.NONE).problems()).isEmpty();
    }
  }

  @Test
  void put_fromManyThreads_losesNoUpdateAndReusesNoVersion() throws InterruptedException {
    try (StoreFixture fixture = StoreFixture.unsealed(directory)) {
      // Given
      int clients = 8;
      int puts = 40;
      List<CompletableFuture<Integer>> answers = Collections.synchronizedList(new ArrayList<>());
      CountDownLatch done = new CountDownLatch(clients);

      // When
      for (int client = 0; client < clients; client++) {
        Thread.ofVirtual().start(() -> {
          for (int i = 0; i < puts; i++) {
            answers.add(fixture.putLater("shared", "value"));
          }
          done.countDown();
        });
      }
      done.await();

      // Then
      TreeSet<Integer> versions = new TreeSet<>();
      answers.forEach(answer -> versions.add(result(answer)));
      assertThat(versions).hasSize(clients * puts).contains(1, clients * puts);
      assertThat(fixture.store.history("shared").orElseThrow().current())
          .isEqualTo(clients * puts);
      assertThat(fixture.store.check(CheckProgress.NONE).problems()).isEmpty();
    }
  }

  @Test
  void put_queueFull_isBusyAndTheRestIsDone() {
    try (StoreFixture fixture = StoreFixture.unsealed(directory)) {
      // Given: a writer that is held up, with a full queue
      CountDownLatch go = new CountDownLatch(1);
      CountDownLatch held = new CountDownLatch(1);
      CompletableFuture<Integer> first = fixture.store.update("hold", before -> {
        held.countDown();
        waitFor(go);
        return SecretUpdate.put(new byte[0], OptionalInt.empty(), 3, CLOCK).apply(before);
      });
      waitFor(held);
      List<CompletableFuture<Integer>> queued = new ArrayList<>();
      for (int i = 0; i < StoreWriter.MAX_WAITING; i++) {
        queued.add(fixture.putLater("queued", "value"));
      }

      // When
      CompletableFuture<Integer> tooMany = fixture.putLater("queued", "value");

      // Then
      assertThatThrownBy(() -> result(tooMany)).hasMessage("the store has 1024 writes waiting")
          .extracting(e -> ((SpikeException) e).code()).isEqualTo(ErrorCode.BUSY);
      go.countDown();
      assertThat(result(first)).isEqualTo(1);
      queued.forEach(StoreFixture::result);
      assertThat(fixture.put("queued", "last")).isEqualTo(StoreWriter.MAX_WAITING + 1);
    }
  }

  @Test
  void put_whileAnotherProgramHoldsTheFile_isBusyAndWorksAfterwards() throws SQLException {
    try (StoreFixture fixture =
        StoreFixture.unsealed(directory, StoreTuning.STANDARD.with(Duration.ofMillis(100)))) {
      // Given
      fixture.put("a", "one");
      long changes = fixture.store.changeNumber();
      try (Database other = Database.forWriting(fixture.file())) {
        other.begin();

        // When
        CompletableFuture<Integer> late = fixture.putLater("a", "two");

        // Then: reads go on, the write fails wholly
        assertThat(fixture.get("a", 0)).isEqualTo("one");
        assertThatThrownBy(() -> result(late))
            .hasMessage("another program holds the store's file")
            .extracting(e -> ((SpikeException) e).code()).isEqualTo(ErrorCode.BUSY);
        other.commit();
      }
      assertThat(fixture.put("a", "three")).isEqualTo(2);
      assertThat(fixture.store.changeNumber()).isEqualTo(changes + 1);
      assertThat(fixture.store.check(CheckProgress.NONE).problems()).isEmpty();
    }
  }

  @Test
  void prunedVersion_isGoneFromTheFile() throws IOException, SQLException {
    try (StoreFixture fixture = StoreFixture.unsealed(directory)) {
      // Given: the sealed bytes of version 1 are in the file
      fixture.put("a", "one");
      fixture.store.close();
      String cell = new String(fixture.cell("a", 1), ISO_8859_1);
      assertThat(Files.readString(fixture.file(), ISO_8859_1)).contains(cell);
      fixture.reopen();

      // When
      for (int i = 0; i < 3; i++) {
        fixture.put("a", "more");
      }
      assertThat(fixture.store.read("a", 1)).isEmpty();
      fixture.store.close();

      // Then
      assertThat(Files.readString(fixture.file(), ISO_8859_1)).doesNotContain(cell);
    }
  }

  @Test
  void prunedVersion_whileTheStoreRuns_isSoonGoneFromItsFiles() throws Exception {
    try (StoreFixture fixture = StoreFixture.unsealed(directory)) {
      // Given
      fixture.put("a", "one");
      String cell = new String(fixture.cell("a", 1), ISO_8859_1);
      assertThat(filesOf(fixture)).contains(cell);

      // When
      for (int i = 0; i < 3; i++) {
        fixture.put("a", "more");
      }

      // Then
      await().atMost(60, TimeUnit.SECONDS)
          .untilAsserted(() -> assertThat(filesOf(fixture)).doesNotContain(cell));
      assertThat(fixture.get("a", 0)).isEqualTo("more");
    }
  }

  /** By another process: closing the files here would drop SQLite's locks on them. */
  private String filesOf(StoreFixture fixture) throws Exception {
    Path copy = directory.resolve("copy");
    Process process = new ProcessBuilder("sh", "-c", "cat \"$0\"* > \"$1\"",
        fixture.file().toString(), copy.toString()).start();
    assertThat(process.waitFor()).isZero();
    return Files.readString(copy, ISO_8859_1);
  }

  @Test
  void unseal_otherKey_isRefusedByName() {
    try (StoreFixture fixture = StoreFixture.unsealed(directory);
        RootKey other = RootKey.generate()) {
      fixture.store.close();
      fixture.store = SqliteStore.open(fixture.settings());
      String sealed = "the store is sealed: it waits for its root key";

      assertThatThrownBy(() -> fixture.store.unseal(other)).isInstanceOf(SpikeException.class)
          .hasMessage("this is root key " + other.keyId() + ", the store's is "
              + fixture.key.keyId());
      assertThat(fixture.store.isUnsealed()).isFalse();
      assertThatThrownBy(() -> fixture.store.read("a", 0)).hasMessage(sealed);
      assertThatThrownBy(() -> result(fixture.putLater("a", "value"))).hasMessage(sealed);
      fixture.store.unseal(fixture.key);
      assertThat(fixture.put("a", "value")).isEqualTo(1);
    }
  }

  @Test
  void finish_onlyTheCandidateAndOnlyOnce() {
    try (StoreFixture fixture = StoreFixture.brandNew(directory);
        RootKey other = RootKey.generate()) {
      ShareSet candidate = StoreFixture.shareSet(fixture.key);
      assertThatThrownBy(() -> result(fixture.store.finish(fixture.key)))
          .hasMessage("the store has no candidate key to finish");
      result(fixture.store.nominate(StoreFixture.shareSet(other)));
      result(fixture.store.nominate(candidate));
      assertThat(fixture.store.holdsRows()).isFalse();
      assertThat(fixture.store.head().shareSet()).hasValue(candidate);

      assertThatThrownBy(() -> result(fixture.store.finish(other)))
          .hasMessageContaining("the store's candidate is " + fixture.key.keyId());
      result(fixture.store.finish(fixture.key));
      assertThat(fixture.store.head().phase()).isEqualTo(StorePhase.FINAL);
      assertThat(fixture.store.holdsRows()).isTrue();
      assertThatThrownBy(() -> result(fixture.store.nominate(candidate)))
          .hasMessage("the store has its root key already");
    }
  }

  @Test
  void deadLettersAndLeases_workWhileSealed() {
    try (StoreFixture fixture = StoreFixture.brandNew(directory)) {
      DeadLetterDraft draft = new DeadLetterDraft("beat-keeper", "https://k1", 7, "no answer");
      DeadLetter parked = result(fixture.store.park(draft));
      assertThat(fixture.store.deadLetters()).containsExactly(parked);
      assertThat(result(fixture.store.acquireLease("drill", "one", Duration.ofMinutes(1))))
          .isTrue();
      assertThat(fixture.store.holdsRows()).isFalse();
    }
  }

  @Test
  void snapshot_verifiesWithTheKeyAlone() throws SQLException {
    try (StoreFixture fixture = StoreFixture.unsealed(directory);
        RootKey other = RootKey.generate()) {
      // Given
      fixture.put("a", "value");
      Path target = directory.resolve("snapshot.db");

      // When
      try (Connection source = fixture.store.snapshotSource().getConnection();
          Statement statement = source.createStatement()) {
        statement.execute("VACUUM INTO '" + target + "'");
      }
      fixture.put("a", "later");
      StoreReport report = StoreVerifier.verify(target, fixture.key);

      // Then
      assertThat(report.problems()).isEmpty();
      assertThat(report.contents().rows()).containsEntry("secret_version", 1L);
      assertThat(report.head()).isEqualTo(fixture.store.head());
      assertThatThrownBy(() -> StoreVerifier.verify(target, other))
          .hasMessageContaining("this is root key");
      assertThat(directory).isDirectoryNotContaining("glob:**snapshot.db-*");
    }
  }

  private static void waitFor(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
