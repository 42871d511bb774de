// SPDX-License-Identifier: Apache-2.0
package ist.spike.nexus;

import ist.spike.backup.BackupStatus;
import ist.spike.config.Version;
import ist.spike.identity.Svid;
import ist.spike.identity.SvidSource;
import ist.spike.keyring.Refill;
import ist.spike.shard.ShareSet;
import ist.spike.store.CustodyEvent;
import ist.spike.store.SealedStore;
import ist.spike.store.StoreHead;
import ist.spike.store.StoreSettings;
import ist.spike.wire.Call;
import ist.spike.wire.EmptyMessage;
import ist.spike.wire.KeeperState;
import ist.spike.wire.KeeperStatus;
import ist.spike.wire.KeeperStatus.Holds;
import ist.spike.wire.Reply;
import ist.spike.wire.StatusReport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Puts together what Nexus knows of itself, its Keepers, its store and its backups. */
final class StatusCalls {

  private final Checks checks;
  private final SealedStore store;
  private final KeyCustody custody;
  private final Surroundings around;

  /**
   * What is around the store.
   *
   * @param identity our own
   * @param data the directory of the store's files
   * @param backups how they are; not ready while sealed
   * @param custodians how many are named
   */
  record Surroundings(SvidSource identity, Path data, Supplier<BackupStatus> backups,
      int custodians,
      InstantSource clock) {}

  StatusCalls(Checks checks, SealedStore store, KeyCustody custody, Surroundings around) {
    this.checks = checks;
    this.store = store;
    this.custody = custody;
    this.around = around;
  }

  Reply show(Call call) {
    return checks.answer(call, new Checks.Steps<>(body -> {
      EmptyMessage.parse(body);
      return call;
    }, request -> {}, request -> Reply.ok(report().toJson())));
  }

  /** Everything as of now. */
  StatusReport report() {
    Instant now = around.clock().instant();
    StoreHead head = store.head();
    Svid svid = around.identity().current();
    StatusReport.Store kept = kept();
    StatusReport facts = new StatusReport(
        new StatusReport.Program(now, Version.text(), Backend.SQLITE.text(),
            svid.id().toString(), svid.notAfter()),
        seal(head), keepers(head), custody(head), backup(now),
        kept, List.of(), List.of());
    return StatusJudgement.of(facts, svid.leaf().getNotBefore().toInstant());
  }

  private StatusReport.Backup backup(Instant now) {
    if (!custody.keys().isUnsealed()) {
      return StatusReport.Backup.NONE;
    }
    BackupStatus status = around.backups().get();
    return new StatusReport.Backup(status.newest(), status.age().map(now::minus),
        status.lossSeconds(), status.failures());
  }

  private StatusReport.Seal seal(StoreHead head) {
    Optional<ShareSet> set = head.shareSet();
    boolean sealed = !custody.keys().isUnsealed();
    return new StatusReport.Seal(sealed, custody.recovery().sealReason(),
        head.storeId().toString(), set.map(each -> each.keyId().toString()).orElse(""),
        set.map(each -> each.id().toString()).orElse(""), set.map(ShareSet::shares).orElse(0),
        set.map(ShareSet::threshold).orElse(0));
  }

  private List<KeeperStatus> keepers(StoreHead head) {
    return custody.health().all().stream().map(keeper -> keeper(keeper, head)).toList();
  }

  private static KeeperStatus keeper(KeeperHealth.Health keeper, StoreHead head) {
    boolean culprit = !keeper.accusation().isEmpty();
    Holds holds = keeper.state().map(state -> holds(keeper.position(), state, head.shareSet()))
        .orElse(Holds.UNKNOWN);
    return new KeeperStatus(keeper.position(), keeper.address().toString(),
        keeper.lastContact(), keeper.latency().toMillis(), keeper.failures(),
        culprit ? "it " + keeper.accusation() : keeper.trouble(), holds, culprit);
  }

  private static Holds holds(int position, KeeperState state, Optional<ShareSet> set) {
    if (state.hasLive()) {
      return set.filter(each -> position <= each.shares())
          .filter(each -> !Refill.isNeeded(each, position, state)).isPresent()
              ? Holds.LIVE
              : Holds.STALE;
    }
    return state.hasPending() ? Holds.PENDING : Holds.EMPTY;
  }

  private StatusReport.Custody custody(StoreHead head) {
    List<CustodyEvent> events =
        head.shareSet().map(set -> store.custody(set.id())).orElse(List.of());
    Optional<Instant> recovered =
        events.stream().filter(event -> event.shareId() == CustodyEvent.WHOLE_SET)
            .map(CustodyEvent::at).findFirst();
    int confirmed =
        (int) events.stream().filter(event -> event.shareId() != CustodyEvent.WHOLE_SET).count();
    return new StatusReport.Custody(recovered, around.custodians(), confirmed);
  }

  private StatusReport.Store kept() {
    Path file = around.data().resolve(StoreSettings.FILE_NAME);
    try {
      long bytes = size(file) + size(file.resolveSibling(StoreSettings.FILE_NAME + "-wal"));
      return new StatusReport.Store(bytes, Files.getFileStore(around.data()).getUsableSpace(),
          custody.keys().isUnsealed() ? store.changeNumber() : 0, store.deadLetters().size());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long size(Path file) throws IOException {
    return Files.exists(file) ? Files.size(file) : 0;
  }
}
