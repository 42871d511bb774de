// SPDX-License-Identifier: Apache-2.0
package ist.spike.nexus;

import ist.spike.crypto.RootKey;
import ist.spike.shard.Shamir;
import ist.spike.shard.Share;
import ist.spike.shard.ShareSet;
import ist.spike.store.SealedStore;
import ist.spike.store.StoreHead;
import ist.spike.store.StorePhase;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.SpikeException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Predicate;
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
  private String lastTrouble = "";

  KeyRecovery(SealedStore store, KeyHolder keys, KeeperRound round) {
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
    try (KeeperAnswers answers = round.ask(head.phase() == StorePhase.CANDIDATE)) {
      List<Share> good = answers.accepted(set);
      if (good.size() < set.threshold()) {
        good.forEach(Share::close);
        report(good.size() + " of the " + set.threshold() + " shares needed of set " + set.id()
            + "; " + answers.troubles(set));
        return;
      }
      adopt(combine(set, good.subList(0, set.threshold())), head.phase());
      good.subList(set.threshold(), good.size()).forEach(Share::close);
    }
  }

  private static KeySearch.Found combine(ShareSet set, List<Share> shares) {
    RootKey key = RootKey.of(Shamir.combine(shares));
    if (!key.keyId().equals(set.keyId())) {
      key.close();
      throw new SpikeException(ErrorCode.DAMAGED, "the shares of set " + set.id()
          + " pass their checks but give another key: the store's head was altered");
    }
    return new KeySearch.Found(key, set, List.copyOf(shares));
  }

  /**
   * Makes the key that opens the probe the key of a brand-new store.
   *
   * @param shares how many shares an unlabelled set has
   * @param threshold how many of those make the key
   * @throws SpikeException not ready when no such key is there, or too few Keepers confirm it
   */
  synchronized void adoptFirstKey(int shares, int threshold, Predicate<RootKey> opensProbe) {
    if (keys.isUnsealed()) {
      return;
    }
    if (store.head().phase() == StorePhase.FINAL) {
      throw new SpikeException(ErrorCode.NOT_READY, "the store has a key and waits for its shares");
    }
    List<KeySearch.Labelled> candidates = new ArrayList<>();
    try (KeeperAnswers held = round.ask(false); KeeperAnswers pending = round.ask(true)) {
      held.labelledInto(candidates);
      pending.labelledInto(candidates);
      KeySearch.Found found = new KeySearch(shares, threshold, opensProbe).among(candidates)
          .orElseThrow(() -> new SpikeException(ErrorCode.NOT_READY,
              "no share set of the keepers opens the probe; " + held.troubles()));
      Waiting.forResult(store.nominate(found.set()));
      adopt(found, StorePhase.CANDIDATE);
    } finally {
      candidates.forEach(candidate -> candidate.share().close());
    }
  }

  private void adopt(KeySearch.Found found, StorePhase phase) {
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
        found.key().close();
        found.shares().forEach(Share::close);
      }
    }
    keys.hold(found.key(), found.set(), found.shares());
    lastTrouble = "";
    LOG.info("unsealed: keyId={} shareSet={} shares={} threshold={}", found.set().keyId(),
        found.set().id(), found.set().shares(), found.set().threshold());
  }

  /** A new key is final only when so many Keepers hold it live that it can be recovered. */
  private void requireConfirmed(KeySearch.Found found) {
    TreeMap<Integer, Share> all = new TreeMap<>();
    for (int id = 1; id <= found.set().shares(); id++) {
      all.put(id, Shamir.interpolate(found.shares(), id));
    }
    try {
      int confirmed = round.contribute(all, found.set());
      if (confirmed < found.set().threshold()) {
        throw new SpikeException(ErrorCode.NOT_READY, "only " + confirmed
            + " keepers took their live share, " + found.set().threshold() + " must");
      }
    } finally {
      all.values().forEach(Share::close);
    }
  }

  private void report(String trouble) {
    if (!trouble.equals(lastTrouble)) {
      lastTrouble = trouble;
      LOG.warn("sealed, waiting for the root key: {}", trouble);
    }
  }
}
