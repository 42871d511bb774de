// SPDX-License-Identifier: Apache-2.0
package ist.spike.nexus;

import ist.spike.crypto.KeyId;
import ist.spike.crypto.RootKey;
import ist.spike.keyring.FirstKey;
import ist.spike.keyring.ForeignShare;
import ist.spike.keyring.KeeperView;
import ist.spike.keyring.KeyFinding;
import ist.spike.keyring.KeyFinding.Found;
import ist.spike.keyring.KeyFinding.Missing;
import ist.spike.keyring.Sharing;
import ist.spike.keyring.StoreKey;
import ist.spike.shard.ShareSet;
import ist.spike.store.StoreHead;
import ist.spike.store.StorePhase;
import ist.spike.store.StoreSeal;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.SpikeException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
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

  private final StoreSeal store;
  private final KeyHolder keys;
  private final KeeperRound round;
  private final KeeperHealth health;
  private final Terms terms;
  private volatile String lastTrouble = "";

  /**
   * What a brand-new store goes by.
   *
   * @param sharing how its key is shared where the shares do not say so
   * @param replaced the key whose live shares may be written over, if the operator named one
   * @param search how to find the key again where no store remembers its share set; else empty
   */
  record Terms(Sharing sharing, Optional<KeyId> replaced, Optional<Search> search) {}

  /** Finds a key among what the Keepers show. */
  @FunctionalInterface
  interface Search {
    KeyFinding among(List<KeeperView> keepers);
  }

  KeyRecovery(StoreSeal store, KeyHolder keys, WatchedKeepers keepers, Terms terms) {
    this.store = store;
    this.keys = keys;
    this.round = new KeeperRound(keepers);
    this.health = keepers.health();
    this.terms = terms;
  }

  /** Whether Nexus is sealed, so that the Keepers are worth asking. */
  boolean isWanted() {
    return !keys.isUnsealed();
  }

  /** Whether there is no root key anywhere that could be recovered. */
  boolean awaitsBootstrap() {
    return store.head().phase() == StorePhase.NEW && terms.search().isEmpty();
  }

  /** The key whose live shares may be written over, if the operator named one. */
  Optional<KeyId> replacedKey() {
    return terms.replaced();
  }

  /** Why Nexus is sealed, in one sentence; empty while it is not. */
  String sealReason() {
    if (keys.isUnsealed()) {
      return "";
    }
    if (store.head().phase() != StorePhase.NEW || terms.search().isPresent()) {
      return lastTrouble.isEmpty() ? "the keepers are being asked for their shares" : lastTrouble;
    }
    return foreignShare(this::isReplaced)
        .orElse("this store is brand-new and has no root key yet; run `spike bootstrap -init`");
  }

  /**
   * Asks the Keepers before a key comes to a store that has none: they get its shares then, in place of what they
   * hold.
   *
   * @throws SpikeException {@code CONFLICT} when one of them holds a live share of another key
   */
  void requireNoOther(KeyId wanted) {
    if (store.head().phase() != StorePhase.FINAL) {
      round.look().forEach(KeeperView::close);
      foreignShare(key -> key.equals(wanted) || isReplaced(key)).ifPresent(refusal -> {
        throw new SpikeException(ErrorCode.CONFLICT,
            "this is root key " + wanted + ", but " + refusal);
      });
    }
  }

  private boolean isReplaced(KeyId key) {
    return terms.replaced().equals(Optional.of(key));
  }

  private Optional<String> foreignShare(Predicate<KeyId> known) {
    return health.all().stream().flatMap(keeper -> keeper.state()
        .filter(state -> ForeignShare.isIn(state, known))
        .map(state -> ForeignShare.refusal("keeper " + keeper.position(), state)).stream())
        .findFirst();
  }

  /** Tries once with what the Keepers hold; says what is missing when it is not enough. */
  synchronized void recover() {
    StoreHead head = store.head();
    if (!isWanted()) {
      return;
    }
    if (awaitsBootstrap()) {
      report(sealReason());
      return;
    }
    try {
      switch (look(search(head)::among)) {
        case Missing missing -> report(missing.reason());
        case Found found -> adopt(found, head.phase());
      }
    } catch (SpikeException e) {
      report(e.sentence());
    }
  }

  private Search search(StoreHead head) {
    return head.shareSet().<Search>map(set -> keepers -> StoreKey.among(keepers, set))
        .or(terms::search).orElseThrow();
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
    FirstKey wanted = new FirstKey(new FirstKey.Rules(terms.sharing(),
        head.shareSet().map(ShareSet::keyId), terms.replaced()), opensProbe);
    // Without a store, whoever runs Bootstrap there has said that live shares may be written over.
    Search search = terms.search().isEmpty()
        ? wanted::among
        : keepers -> wanted.among(keepers.stream().map(KeeperView::withoutState).toList());
    switch (look(search::among)) {
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
      finding.keepers().forEach(health::judged);
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
      open(found, phase);
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

  private void open(Found found, StorePhase phase) {
    switch (phase) {
      case FINAL -> store.unseal(found.key());
      case CANDIDATE -> {
        requireConfirmed(found);
        Waiting.forResult(store.finish(found.key()));
      }
      case NEW -> {
        // Found again among live shares, which its Keepers confirmed when it was new.
        Waiting.forResult(store.nominate(found.set()));
        Waiting.forResult(store.finish(found.key()));
      }
    }
  }

  /** A new key is final only when so many Keepers hold it live that it can be recovered. */
  private void requireConfirmed(Found found) {
    int confirmed = round.contribute(found.shares(), found.set());
    if (!found.isConfirmedBy(confirmed)) {
      throw new SpikeException(ErrorCode.NOT_READY, "only " + confirmed
          + " keepers took their live share, " + found.set().threshold() + " must");
    }
  }

  private void report(String trouble) {
    if (!trouble.equals(lastTrouble)) {
      lastTrouble = trouble;
      LOG.warn("sealed, waiting for the root key: {}", trouble);
    }
  }
}
