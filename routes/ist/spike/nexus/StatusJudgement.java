// SPDX-License-Identifier: Apache-2.0
package ist.spike.nexus;

import ist.spike.wire.KeeperStatus;
import ist.spike.wire.StatusReport;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What somebody must do something about, and what is unwise though it works. */
final class StatusJudgement {

  /** A single failure may be a Keeper that is being restarted. */
  private static final int FAILURES = 2;
  /** An SVID is renewed at half of its life; with a tenth left it is not being renewed. */
  private static final int SVID_PARTS = 10;
  /** A backup is taken each day; two hours are for one that is late. */
  private static final Duration OLDEST_BACKUP = Duration.ofHours(26);
  /** A drill is made each week; three days are for one that is late. */
  private static final Duration OLDEST_DRILL = Duration.ofDays(10);
  /** A backup and a migration each need as much room as the store once more. */
  private static final int STORES_OF_ROOM = 2;
  private static final long LEAST_ROOM_BYTES = 100L << 20;

  private final StatusReport facts;
  private final List<String> attention = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();

  private StatusJudgement(StatusReport facts) {
    this.facts = facts;
  }

  /** The same facts with what follows from them. */
  static StatusReport of(StatusReport facts, Instant svidBegan) {
    StatusJudgement judgement = new StatusJudgement(facts);
    judgement.seal();
    // The root key of a Nexus in memory ends with it, and nobody keeps shares.
    boolean lasts = !facts.program().mode().equals(Backend.MEMORY.text());
    if (lasts) {
      judgement.keepers();
    }
    judgement.identity(svidBegan);
    if (judgement.isOnDisk()) {
      judgement.store();
    }
    if (lasts) {
      judgement.custody();
    }
    return new StatusReport(facts.program(), facts.seal(), facts.keepers(), facts.custody(),
        facts.backup(), facts.store(), judgement.attention, judgement.warnings);
  }

  private void seal() {
    if (facts.seal().sealed()) {
      attention.add("nexus is sealed: " + facts.seal().reason());
    }
  }

  private void keepers() {
    for (KeeperStatus keeper : facts.keepers()) {
      String name = "keeper " + keeper.position();
      if (keeper.culprit()) {
        attention.add(name + " holds a wrong share: " + keeper.trouble());
      } else if (keeper.failures() >= FAILURES) {
        attention.add(name + " failed " + keeper.failures() + " times in a row: "
            + keeper.trouble());
      }
    }
    long good = facts.keepers().stream().filter(KeeperStatus::isGood).count();
    int threshold = facts.seal().threshold();
    if (!facts.seal().sealed() && good < Math.min(threshold + 1, facts.seal().shares())) {
      attention.add(good + " good keepers are left and " + threshold + " are needed to get the"
          + " root key back" + (good < threshold ? "; do not restart nexus" : ""));
    }
  }

  private void identity(Instant began) {
    Instant ends = facts.program().svidExpiresAt();
    Duration left = Duration.between(facts.program().at(), ends);
    if (left.multipliedBy(SVID_PARTS).compareTo(Duration.between(began, ends)) < 0) {
      attention.add("the SVID of nexus ends in " + Math.max(0, left.toSeconds())
          + " s and is not being renewed; look at the SPIRE agent");
    }
  }

  private void store() {
    StatusReport.Store store = facts.store();
    if (store.deadLetters() > 0) {
      attention.add("dead letters wait: " + store.deadLetters()
          + "; `spike dead-letter list` shows them");
    }
    if (store.freeBytes() < Math.max(STORES_OF_ROOM * store.bytes(), LEAST_ROOM_BYTES)) {
      attention.add("the disk of the store has only " + (store.freeBytes() >> 20)
          + " MiB of room left");
    }
    long loss = facts.backup().lossSeconds().orElse(0L);
    if (loss > OLDEST_BACKUP.toSeconds()) {
      attention.add(
          "the newest backup is older than " + OLDEST_BACKUP.toHours() + " h: spike backup run");
    } else if (store.changeNumber() > 0 && facts.backup().id().isEmpty()) {
      attention.add("there is no backup: spike backup run");
    }
    facts.backup().drill().filter(drill -> !drill.problem().isEmpty()).ifPresent(
        drill -> attention.add("the last drill failed: " + drill.problem()
            + "; `spike backup drill` makes another"));
    facts.backup().undrilledSince()
        .filter(since -> since.isBefore(facts.program().at().minus(OLDEST_DRILL)))
        .ifPresent(_ -> attention.add("no restore was rehearsed in " + OLDEST_DRILL.toDays()
            + " days: spike backup drill"));
    if (facts.backup().failures() > 0) {
      attention
          .add("copies of backups that are missing or do not verify: " + facts.backup().failures()
              + "; `spike backup list` shows them");
    }
  }

  private void custody() {
    StatusReport.Custody custody = facts.custody();
    // Only a store remembers who has recovery shares.
    boolean known = isOnDisk() && !facts.seal().keyId().isEmpty();
    if (known && custody.recoveredAt().isEmpty()) {
      warnings
          .add("nobody outside the keepers has shares of this root key: spike operator recover");
    }
    if (custody.custodians() == 0) {
      warnings.add("recovery.custodians names nobody, so recovery shares leave nexus unencrypted");
    } else if (known && custody.confirmed() < custody.custodians()) {
      int threshold = facts.seal().threshold();
      warnings.add("only " + custody.confirmed() + " of " + custody.custodians()
          + " custodians confirmed to hold their share"
          + (custody.confirmed() < threshold
              ? ", and without the keepers " + threshold + " are needed"
              : ""));
    }
  }

  private boolean isOnDisk() {
    return facts.program().mode().equals(Backend.SQLITE.text());
  }
}
