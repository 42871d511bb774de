// SPDX-License-Identifier: Apache-2.0
package ist.spike.store;

import static ist.spike.store.StoreFixture.result;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spiffe.spiffeid.SpiffeId;
import ist.spike.audit.AuditDraft;
import ist.spike.audit.ChainHead;
import ist.spike.audit.LocalTrail;
import ist.spike.policy.PolicyRule;
import ist.spike.wire.Call;
import ist.spike.wire.Operation;
import ist.spike.wire.RequestTrace;
import ist.spike.wire.SpikeException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AuditRowsTest {

  private static final String CALLER = "spiffe://spike.ist/workload/1";

  private static final int GROUP = 512;

  @TempDir
  Path directory;

  @Test
  void change_ofEachKind_leavesOneRowInItsTransaction() throws Exception {
    try (StoreFixture fixture = StoreFixture.unsealed(directory)) {
      // When
      Call put = call(Operation.PUT_SECRET, "r-1");
      result(fixture.store.update("a/b", put("v"), AuditDraft.of(put, "a/b")));
      Call policy = call(Operation.PUT_POLICY, "r-2");
      result(fixture.store.putPolicy(
          PolicyRule.of("p", "^spiffe://spike\\.ist/a$", "^b$", List.of("read")),
          AuditDraft.of(policy, "p")));
      Call delete = call(Operation.DELETE_POLICY, "r-3");
      result(fixture.store.deletePolicy("p", AuditDraft.of(delete, "p")));
      result(fixture.store.recordAudit(AuditDraft.own("restore-backup", "spike-1")));

      // Then
      assertThat(put.trace().isRecorded()).isTrue();
      assertThat(lines(fixture.store)).containsExactly(
          "1   finish-root-key " + fixture.store.head().shareSet().orElseThrow().keyId(),
          "2 r-1 " + CALLER + " put-secret a/b", "3 r-2 " + CALLER + " put-policy p",
          "4 r-3 " + CALLER + " delete-policy p", "5   restore-backup spike-1");
      assertThat(fixture.store.check(CheckProgress.NONE).contents().auditHead())
          .isEqualTo(fixture.store.auditHead().toString()).startsWith("5:");
      assertThat(fixture.store.check(CheckProgress.NONE).problems()).isEmpty();
    }
  }

  @Test
  void change_thatFailsOrChangesNothing_leavesNoRow() throws Exception {
    try (StoreFixture fixture = StoreFixture.unsealed(directory)) {
      // Given
      fixture.put("a", "v");
      ChainHead before = fixture.store.auditHead();
      Call call = call(Operation.DELETE_POLICY, "r-1");

      // When
      result(fixture.store.deletePolicy("nobody", AuditDraft.of(call, "nobody")));
      assertThatThrownBy(() -> result(fixture.store.update("a", SecretUpdate.put(
          "w".getBytes(UTF_8), OptionalInt.of(7), 3, InstantSource.system()),
          AuditDraft.of(call, "a")))).isInstanceOf(SpikeException.class);

      // Then
      assertThat(fixture.store.auditHead()).isEqualTo(before);
      assertThat(call.trace().isRecorded()).isFalse();
    }
  }

  @Test
  void rows_afterARestart_goOnInTheChain() throws Exception {
    try (StoreFixture fixture = StoreFixture.unsealed(directory)) {
      // Given
      fixture.put("a", "1");
      ChainHead before = fixture.store.auditHead();

      // When
      fixture.store.close();
      fixture.reopen();
      fixture.put("a", "2");

      // Then
      assertThat(fixture.store.auditRows(before.sequence(), 10)).singleElement()
          .satisfies(row -> assertThat(row.previous()).isEqualTo(before));
      assertThat(fixture.store.check(CheckProgress.NONE).problems()).isEmpty();
    }
  }

  @Test
  void check_ofARemovedOrAlteredRow_namesIt() throws Exception {
    try (StoreFixture fixture = StoreFixture.unsealed(directory)) {
      // Given
      fixture.put("a", "1");
      fixture.put("a", "2");
      fixture.put("a", "3");

      // When
      try (Database database = Database.forWriting(fixture.settings().file())) {
        database.run("DELETE FROM audit WHERE seq = 2");
      }
      List<String> removed = fixture.store.check(CheckProgress.NONE).problems();
      try (Database database = Database.forWriting(fixture.settings().file())) {
        database.run("DELETE FROM audit WHERE seq = 4");
        database.run("UPDATE audit SET sealed = (SELECT sealed FROM audit WHERE seq = 1)"
            + " WHERE seq = 3");
      }
      List<String> altered = fixture.store.check(CheckProgress.NONE).problems();

      // Then
      assertThat(removed).containsExactly("audit row 3 does not follow row 1",
          "the set hash differs: a row was removed, added or replaced by an older one");
      assertThat(altered).containsExactly(
          "the store's audit row '' version 3 does not open: it was altered, or moved from another"
              + " place",
          "the newest audit row is 1, the sealed head knows 4",
          "the set hash differs: a row was removed, added or replaced by an older one");
    }
  }

  @Test
  void rows_beyondTheLimit_goWhenTheFilesHaveThemAndElseHoldWritesUp() throws Exception {
    AtomicReference<ChainHead> copied = new AtomicReference<>(ChainHead.NONE);
    try (StoreFixture fixture =
        StoreFixture.unsealed(directory, StoreTuning.STANDARD.with(trail(copied)))) {
      // Given
      int puts = AuditRows.MAX_WAITING_ROWS - 1;
      result(fixture.store.update("a", put("0")));
      for (int i = 1; i < puts; i += GROUP) {
        List<CompletableFuture<Integer>> group = new ArrayList<>();
        for (int j = i; j < Math.min(puts, i + GROUP); j++) {
          group.add(fixture.store.update("a", put("v")));
        }
        group.forEach(StoreFixture::result);
      }

      // When
      assertThatThrownBy(() -> fixture.put("a", "too many")).isInstanceOf(SpikeException.class)
          .hasMessage("the store holds 20000 audit records that the local files do not take; see"
              + " why, and make room");
      copied.set(ChainHead.of(AuditRows.MAX_WAITING_ROWS, new byte[ChainHead.HASH_SIZE_BYTES]));
      assertThatThrownBy(() -> fixture.put("a", "copied from another store"))
          .isInstanceOf(SpikeException.class).hasMessageContaining("20000 audit records");
      copied.set(fixture.store.auditRows(4, 1).getFirst().head());
      fixture.put("a", "again");

      // Then
      assertThat(fixture.store.auditRows(0, 1)).first()
          .satisfies(row -> assertThat(row.head().sequence()).isEqualTo(3));
      assertThat(fixture.store.check(CheckProgress.NONE).problems()).isEmpty();
    }
  }

  private static LocalTrail trail(AtomicReference<ChainHead> copied) {
    return new LocalTrail() {

      @Override
      public String position() {
        return "chain:1:hash";
      }

      @Override
      public Optional<ChainHead> copied() {
        return Optional.of(copied.get());
      }
    };
  }

  private static SecretUpdate<Integer> put(String value) {
    return SecretUpdate.put(value.getBytes(UTF_8), OptionalInt.empty(), 2, InstantSource.system());
  }

  private static Call call(Operation operation, String id) {
    return new Call(operation, Optional.of(SpiffeId.parse(CALLER)), new byte[0], "",
        new RequestTrace(id));
  }

  private static List<String> lines(SealedStore store) {
    return store.auditRows(0, 100).stream().map(row -> String.join(" ",
        Long.toString(row.head().sequence()), row.record().requestId(), row.record().caller(),
        row.record().operation(), row.record().subject())).toList();
  }
}
