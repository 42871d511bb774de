// SPDX-License-Identifier: Apache-2.0
package ist.spike.store;

import static ist.spike.store.StoreFixture.result;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ist.spike.crypto.RootKey;
import ist.spike.secret.SecretHistory;
import ist.spike.shard.ShareSet;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.SpikeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a store does for those who use it. */
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
  void deleteUndeleteDestroy_followTheRules() {
    try (StoreFixture fixture = StoreFixture.unsealed(directory)) {
      fixture.put("a", "one");
      fixture.put("a", "two");

      result(fixture.store.update("a", SecretUpdate.delete(List.of(), CLOCK)));
      assertThat(fixture.get("a", 0)).isEqualTo("one");
      assertThat(fixture.store.read("a", 2)).isEmpty();
      result(fixture.store.update("a", SecretUpdate.undelete(List.of(), CLOCK)));
      assertThat(fixture.get("a", 0)).isEqualTo("two");
      result(fixture.store.update("a", SecretUpdate.destroy(List.of(1, 2), CLOCK)));
      assertThat(fixture.store.read("a", 0)).isEmpty();
      assertThat(fixture.put("a", "three")).isEqualTo(3);
      assertThat(fixture.store.check(CheckProgress.NONE).problems()).isEmpty();
    }
  }

  @Test
  void put_casOfOtherVersion_conflictsAndChangesNothing() {
    try (StoreFixture fixture = StoreFixture.unsealed(directory)) {
      // Given
      fixture.put("a", "one");
      long changes = fixture.store.changeNumber();

      // When
      CompletableFuture<Integer> late = fixture.store.update("a",
          SecretUpdate.put(new byte[]{1}, OptionalInt.of(0), 3, CLOCK));

      // Then
      assertThatThrownBy(() -> result(late)).isInstanceOf(SpikeException.class)
          .extracting(e -> ((SpikeException) e).code()).isEqualTo(ErrorCode.CONFLICT);
      assertThat(fixture.get("a", 0)).isEqualTo("one");
      assertThat(fixture.store.changeNumber()).isEqualTo(changes);
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
        await(go);
        return SecretUpdate.put(new byte[0], OptionalInt.empty(), 3, CLOCK).apply(before);
      });
      await(held);
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
  void update_thatThrows_leavesItsGroupAlone() {
    try (StoreFixture fixture = StoreFixture.unsealed(directory)) {
      CompletableFuture<Integer> good = fixture.putLater("a", "one");
      CompletableFuture<Integer> bad = fixture.store.update("a", before -> {
        throw new IllegalStateException("no");
      });
      CompletableFuture<Integer> next = fixture.putLater("a", "two");

      assertThatThrownBy(() -> result(bad)).isInstanceOf(IllegalStateException.class);
      assertThat(result(good)).isEqualTo(1);
      assertThat(result(next)).isEqualTo(2);
      assertThat(fixture.store.check(CheckProgress.NONE).problems()).isEmpty();
    }
  }

  @Test
  void put_whileAnotherProgramHoldsTheFile_isBusyAndWorksAfterwards() throws SQLException {
    try (StoreFixture fixture = StoreFixture.unsealed(directory)) {
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
  void listPaths_withRange_givesExactlyThose() {
    try (StoreFixture fixture = StoreFixture.unsealed(directory)) {
      List.of("b/2", "a", "b/10", "b", "c", "gone").forEach(path -> fixture.put(path, "value"));
      result(fixture.store.update("gone", SecretUpdate.destroy(List.of(), CLOCK)));

      assertThat(list(fixture, PathRange.ALL)).containsExactly("a", "b", "b/10", "b/2", "c");
      assertThat(list(fixture, new PathRange("b/", "", 9))).containsExactly("b/10", "b/2");
      assertThat(list(fixture, new PathRange("b", "b/10", 9))).containsExactly("b/2");
      assertThat(list(fixture, new PathRange("", "a", 2))).containsExactly("b", "b/10");
      assertThat(list(fixture, new PathRange("zz", "", 9))).isEmpty();
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
  void deadLetters_whileSealed_areKeptUpToTheLimit() {
    try (StoreFixture fixture = StoreFixture.brandNew(directory)) {
      // Given
      DeadLetterDraft draft = new DeadLetterDraft("beat-keeper", "https://k1", 7, "no answer");
      List<CompletableFuture<DeadLetter>> parked = new ArrayList<>();

      // When
      for (int i = 0; i <= DeadLetter.MAX_STORED; i++) {
        parked.add(fixture.store.park(draft));
      }
      parked.forEach(StoreFixture::result);

      // Then
      List<DeadLetter> all = fixture.store.deadLetters();
      assertThat(all).hasSize(DeadLetter.MAX_STORED)
          .doesNotContain(result(parked.getFirst()));
      assertThat(all.getFirst().letter()).isEqualTo(draft);
      assertThat(result(fixture.store.dropDeadLetter(all.getFirst().id()))).isTrue();
      assertThat(result(fixture.store.dropDeadLetter(all.getFirst().id()))).isFalse();
    }
  }

  @Test
  void snapshot_verifiesWithTheKeyAlone() throws IOException {
    try (StoreFixture fixture = StoreFixture.unsealed(directory);
        RootKey other = RootKey.generate()) {
      // Given
      fixture.put("a", "value");
      Path target = directory.resolve("snapshot.db");

      // When
      Snapshot snapshot = fixture.store.snapshotTo(target);
      fixture.put("a", "later");
      StoreReport report = StoreVerifier.verify(target, fixture.key);

      // Then
      assertThat(report.problems()).isEmpty();
      assertThat(report.versions()).isEqualTo(1);
      assertThat(report.head()).isEqualTo(fixture.store.head());
      assertThat(snapshot.sizeBytes()).isEqualTo(Files.size(target));
      assertThatThrownBy(() -> StoreVerifier.verify(target, other))
          .hasMessageContaining("this is root key");
      assertThat(directory).isDirectoryNotContaining("glob:**snapshot.db-*");
    }
  }

  private static List<String> list(StoreFixture fixture, PathRange range) {
    List<String> paths = new ArrayList<>();
    fixture.store.listPaths(range, paths::add);
    return paths;
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
