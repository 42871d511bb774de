// SPDX-License-Identifier: Apache-2.0
package ist.spike.nexus;

import ist.spike.config.Version;
import ist.spike.identity.Svid;
import ist.spike.identity.SvidSource;
import ist.spike.keyring.Refill;
import ist.spike.shard.ShareSet;
import ist.spike.store.CustodyEvent;
import ist.spike.store.StoreHead;
import ist.spike.wire.Call;
import ist.spike.wire.EmptyMessage;
import ist.spike.wire.KeeperState;
import ist.spike.wire.KeeperStatus;
import ist.spike.wire.KeeperStatus.Holds;
import ist.spike.wire.Reply;
import ist.spike.wire.ShareHolder;
import ist.spike.wire.StatusReport;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Puts together what Nexus knows of itself, its Keepers, its store and its backups. */
final class StatusCalls {

  private final Checks checks;
  private final KeyCustody custody;
  private final Holdings holdings;
  private final Surroundings around;

  /**
   * What is around the root key.
   *
   * @param identity our own
   * @param custodians who are named, in the order of the shares
   */
  record Surroundings(Backend backend, SvidSource identity, List<String> custodians,
      InstantSource clock) {

    /** Copies the list. */
    Surroundings {
      custodians = List.copyOf(custodians);
    }
  }

  StatusCalls(Checks checks, KeyCustody custody, Holdings holdings, Surroundings around) {
    this.checks = checks;
    this.custody = custody;
    this.holdings = holdings;
    this.around = around;
  }

  Reply show(Call call) {
    return checks.answer(call, new Checks.Steps<>(body -> {
      EmptyMessage.parse(body);
      return call;
    }, request -> {}, request -> Reply.ok(report().toJson())));
  }

  /** Why there is no root key; empty while there is one. */
  String sealReason() {
    return custody.keys().isUnsealed() ? "" : custody.recovery().sealReason();
  }

  /** Everything as of now. */
  StatusReport report() {
    Instant now = around.clock().instant();
    StoreHead head = holdings.head();
    Svid svid = around.identity().current();
    StatusReport facts = new StatusReport(
        new StatusReport.Program(now, Version.text(), around.backend().text(),
            svid.id().toString(), svid.notAfter()),
        seal(head), keepers(head), custodyFacts(), backup(now), holdings.kept(), List.of(),
        List.of());
    return StatusJudgement.of(facts, svid.leaf().getNotBefore().toInstant());
  }

  private StatusReport.Backup backup(Instant now) {
    return holdings.backups().map(status -> new StatusReport.Backup(status.newest(),
        status.age().map(now::minus), status.lossSeconds(), status.failures(), status.oldest(),
        status.drill().map(drill -> new StatusReport.Drill(drill.at(), drill.problem()))))
        .orElse(StatusReport.Backup.NONE);
  }

  private StatusReport.Seal seal(StoreHead head) {
    Optional<ShareSet> set = head.shareSet();
    boolean sealed = !custody.keys().isUnsealed();
    return new StatusReport.Seal(sealed, custody.recovery().sealReason(),
        around.backend() == Backend.SQLITE ? head.storeId().toString() : "",
        set.map(each -> each.keyId().toString()).orElse(""),
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

  private StatusReport.Custody custodyFacts() {
    List<CustodyEvent> events = holdings.custody();
    Optional<Instant> recovered =
        events.stream().filter(event -> event.shareId() == CustodyEvent.WHOLE_SET)
            .map(CustodyEvent::at).findFirst();
    List<ShareHolder> holders = new ArrayList<>();
    // Only a store remembers who has shares.
    int shares = around.backend() == Backend.SQLITE
        ? holdings.head().shareSet().map(ShareSet::shares).orElse(0)
        : 0;
    for (int id = 1; id <= shares; id++) {
      int share = id;
      // Whoever changed the number of shares has named nobody for the new ones yet.
      String custodian = id <= around.custodians().size() ? around.custodians().get(id - 1) : "";
      holders.add(new ShareHolder(id, custodian, events.stream()
          .filter(event -> event.shareId() == share).map(CustodyEvent::at).findFirst()));
    }
    return new StatusReport.Custody(recovered, around.custodians().size(), holders);
  }
}
