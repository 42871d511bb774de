// SPDX-License-Identifier: Apache-2.0
package ist.spike.nexus;

import ist.spike.crypto.RootKey;
import ist.spike.keyring.FirstKey;
import ist.spike.keyring.KeeperJudgement;
import ist.spike.keyring.KeeperJudgement.Standing;
import ist.spike.keyring.KeeperView;
import ist.spike.keyring.KeyFinding;
import ist.spike.keyring.KeyFinding.Found;
import ist.spike.keyring.KeyFinding.Missing;
import ist.spike.keyring.Sharing;
import ist.spike.keyring.StoreKey;
import ist.spike.shard.ShareSet;
import ist.spike.store.SealedStore;
import ist.spike.store.StoreHead;
import ist.spike.store.StorePhase;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.SpikeException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gets the root key into a sealed Nexus: at bootstrap from the shares that Bootstrap left pending,
 * later from the live ones (format page share-protocol). A key counts only when it is the store's:
 * by its check values, its key id and, at bootstrap, by the probe it opens.
 */
final class KeyRecovery {

  private static final Logger LOG = LoggerFactory.getLogger(KeyRecovery.class);

  private final SealedStore store;
  private final KeyHolder keys;
  private final KeeperRound round;
  private final Sharing sharing;
  private String lastTrouble = "";
  private String lastAccused = "";

  /**
   * @param sharing how a brand-new store's key is shared where its shares do not say so
   */
  KeyRecovery(SealedStore store, KeyHolder keys, KeeperRound round, Sharing sharing) {
    this.sharing = sharing;
    this.store = store;
    this.keys = keys;
    this.round = round;
  }

  /** Whether there is a key to be had from the Keepers: a share set is known, and Nexus is sealed. */
  boolean isWanted() {
    return !keys.isUnsealed() && store.head().phase() != StorePhase.NEW;
  }

  /** Tries once with what the Keepers hold; says what is missing when it is not enough. */
  synchronized void recover() {
    if (!isWanted()) {
      return;
    }
    StoreHead head = store.head();
    ShareSet set = head.shareSet().orElseThrow();
    switch (look(keepers -> StoreKey.among(keepers, set))) {
      case Missing missing -> report(missing.reason());
      case Found found -> adopt(found, head.phase());
    }
  }

  /**
   * Makes the key that opens the probe the key of a brand-new store.
   *
   * @throws SpikeException not ready when no such key is there, or too few Keepers confirm it
   */
  synchronized void adoptFirstKey(Predicate<RootKey> opensProbe) {
    if (keys.isUnsealed()) {
      return;
    }
    StoreHead head = store.head();
    if (head.phase() == StorePhase.FINAL) {
      throw new SpikeException(ErrorCode.NOT_READY, "the store has a key and waits for its shares");
    }
    FirstKey wanted = new FirstKey(new FirstKey.Rules(sharing,
        head.shareSet().map(ShareSet::keyId), Optional.empty()), opensProbe);
    switch (look(wanted::among)) {
      case Missing missing -> {
        report(missing.reason());
        throw new SpikeException(ErrorCode.NOT_READY, missing.reason());
      }
      case Found found -> adoptNew(found);
    }
  }

  private KeyFinding look(Function<List<KeeperView>, KeyFinding> search) {
    List<KeeperView> keepers = round.look();
    try {
      KeyFinding finding = search.apply(keepers);
      report(finding.keepers());
      return finding;
    } finally {
      keepers.forEach(KeeperView::close);
    }
  }

  private void adoptNew(Found found) {
    boolean done = false;
    try {
      Waiting.forResult(store.nominate(found.set()));
      done = true;
    } finally {
      if (!done) {
        found.close();
      }
    }
    adopt(found, StorePhase.CANDIDATE);
  }

  private void adopt(Found found, StorePhase phase) {
    boolean done = false;
    try {
      if (phase == StorePhase.FINAL) {
        store.unseal(found.key());
      } else {
        requireConfirmed(found);
        Waiting.forResult(store.finish(found.key()));
      }
      done = true;
    } finally {
      if (!done) {
        found.close();
      }
    }
    keys.hold(found.key(), found.set(), found.shares());
    lastTrouble = "";
    LOG.info("unsealed: keyId={} shareSet={} shares={} threshold={}", found.set().keyId(),
        found.set().id(), found.set().shares(), found.set().threshold());
  }

  /** A new key is final only when so many Keepers hold it live that it can be recovered. */
  private void requireConfirmed(Found found) {
    int confirmed = round.contribute(found.shares(), found.set());
    if (!found.isConfirmedBy(confirmed)) {
      throw new SpikeException(ErrorCode.NOT_READY, "only " + confirmed
          + " keepers took their live share, " + found.set().threshold() + " must");
    }
  }

  /** Names the Keepers that show what is wrong, as often as it changes. */
  private void report(List<KeeperJudgement> judged) {
    String accused = judged.stream().filter(each -> each.standing() == Standing.CULPRIT)
        .map(KeeperJudgement::describe).collect(Collectors.joining("; "));
    if (!accused.isEmpty() && !accused.equals(lastAccused)) {
      LOG.error("keepers show shares that are not theirs: {}", accused);
    }
    lastAccused = accused;
  }

  private void report(String trouble) {
    if (!trouble.equals(lastTrouble)) {
      lastTrouble = trouble;
      LOG.warn("sealed, waiting for the root key: {}", trouble);
    }
  }
}
