// SPDX-License-Identifier: Apache-2.0
package ist.spike.nexus;

import ist.spike.crypto.RootKey;
import ist.spike.shard.Shamir;
import ist.spike.shard.Share;
import ist.spike.shard.ShareSet;
import ist.spike.store.StorePhase;
import ist.spike.store.StoreSeal;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.RestoreProgress;
import ist.spike.wire.SpikeException;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The shares that custodians have brought so far. Each one is checked alone against the store's
 * share set before it counts, so a mistyped share is named at once, never spoils the others and
 * never needs a restart. A Nexus that has its key counts them as well, as SPIKE's does (wire spec
 * 3.4): custodians can try their shares on it, and nothing else comes of it.
 */
final class ShareCollection implements ShareTaker, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ShareCollection.class);

  private final StoreSeal store;
  private final KeyHolder keys;
  private final SortedMap<Integer, Share> collected = new TreeMap<>();
  private boolean restored;

  ShareCollection(StoreSeal store, KeyHolder keys) {
    this.store = store;
    this.keys = keys;
  }

  /**
   * Takes one share, which is the collection's from now on; at the threshold it unseals. What comes
   * later in the life of this process is dropped unseen.
   */
  @Override
  public synchronized RestoreProgress add(Share share) {
    ShareSet set = requireFinal(share);
    if (restored) {
      share.close();
      return new RestoreProgress(set.threshold(), 0, true);
    }
    if (!set.accepts(share)) {
      int id = share.id();
      share.close();
      throw new SpikeException(ErrorCode.BAD_REQUEST, "share " + id + " is not share " + id
          + " of set " + set.id() + "; give the share of that number from the last recover");
    }
    Share earlier = collected.put(share.id(), share);
    if (earlier != null) {
      earlier.close();
    }
    int missing = set.threshold() - collected.size();
    if (missing > 0) {
      return new RestoreProgress(collected.size(), missing, false);
    }
    if (keys.isUnsealed()) {
      // Shares that the set accepts give the key that is here already.
      close();
    } else {
      unseal(set);
    }
    restored = true;
    return new RestoreProgress(set.threshold(), 0, true);
  }

  private ShareSet requireFinal(Share share) {
    if (store.head().phase() != StorePhase.FINAL) {
      share.close();
      throw new SpikeException(ErrorCode.BAD_REQUEST,
          "this store never had a root key, so there is nothing to restore; run bootstrap -init");
    }
    return store.head().shareSet().orElseThrow();
  }

  private void unseal(ShareSet set) {
    List<Share> shares = List.copyOf(collected.values());
    collected.clear();
    boolean done = false;
    try {
      RootKey key = RootKey.of(Shamir.combine(shares));
      try {
        store.unseal(key);
        done = true;
      } finally {
        if (!done) {
          key.close();
        }
      }
      keys.hold(key, set, shares);
    } finally {
      if (!done) {
        // The collection starts over: it is empty already.
        shares.forEach(Share::close);
      }
    }
    LOG.info("unsealed by operator restore: keyId={} shareSet={}", set.keyId(), set.id());
  }

  /** Zeroes what was collected. */
  @Override
  public synchronized void close() {
    collected.values().forEach(Share::close);
    collected.clear();
  }
}
