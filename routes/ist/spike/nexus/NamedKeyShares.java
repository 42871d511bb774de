// SPDX-License-Identifier: Apache-2.0
package ist.spike.nexus;

import ist.spike.crypto.KeyId;
import ist.spike.crypto.RootKey;
import ist.spike.keyring.Sharing;
import ist.spike.shard.Shamir;
import ist.spike.shard.Share;
import ist.spike.shard.ShareSet;
import ist.spike.shard.ShareSetId;
import ist.spike.store.StoreSeal;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.RestoreProgress;
import ist.spike.wire.SpikeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Shares that custodians bring to a Nexus without a store. It knows no check values, so nothing shows
 * before there are enough of them; then they must give the key that the operator has named. Once
 * the key is here its share set is, too, and each share is checked alone; they are counted then, and
 * nothing else comes of it.
 */
final class NamedKeyShares implements ShareTaker {

  private final StoreSeal seal;
  private final KeyHolder keys;
  private final Sharing sharing;
  private final Optional<KeyId> named;
  private final SortedMap<Integer, Share> collected = new TreeMap<>();
  private boolean restored;

  /**
   * @param named the key of the setting {@code key.id}; without one every share is refused
   */
  NamedKeyShares(StoreSeal seal, KeyHolder keys, Sharing sharing, Optional<KeyId> named) {
    this.seal = seal;
    this.keys = keys;
    this.sharing = sharing;
    this.named = named;
  }

  @Override
  public synchronized RestoreProgress add(Share share) {
    boolean live = keys.isUnsealed();
    int threshold = live ? keys.shareSet().threshold() : sharing.threshold();
    if (restored) {
      share.close();
      return new RestoreProgress(threshold, 0, true);
    }
    if (live) {
      requireLive(share);
    } else {
      requireNamed(share);
    }
    Optional.ofNullable(collected.put(share.id(), share)).ifPresent(Share::close);
    int missing = threshold - collected.size();
    if (missing > 0) {
      return new RestoreProgress(collected.size(), missing, false);
    }
    List<Share> shares = List.copyOf(collected.values());
    collected.clear();
    if (live) {
      shares.forEach(Share::close);
    } else {
      hold(shares, named.orElseThrow());
    }
    restored = true;
    return new RestoreProgress(threshold, 0, true);
  }

  /** Also drops those that came before anything could be checked, and would not pass now. */
  private void requireLive(Share share) {
    ShareSet set = keys.shareSet();
    collected.values().removeIf(earlier -> isForeign(set, earlier));
    int id = share.id();
    if (isForeign(set, share)) {
      throw refused("share " + id + " is not share " + id + " of set " + set.id()
          + "; give the share of that number from the last recover");
    }
  }

  /** Whether the set does not accept the share, which is closed then. */
  private static boolean isForeign(ShareSet set, Share share) {
    if (set.accepts(share)) {
      return false;
    }
    share.close();
    return true;
  }

  private void requireNamed(Share share) {
    if (named.isEmpty() || share.id() > sharing.shares()) {
      share.close();
      throw refused(named.isEmpty()
          ? "a nexus without a store knows its root key by the setting key.id alone; set it, and"
              + " start nexus again"
          : "there are " + sharing.shares() + " shares, so none has the number " + share.id());
    }
  }

  private void hold(List<Share> shares, KeyId wanted) {
    RootKey key = RootKey.of(Shamir.combine(shares));
    boolean done = false;
    try {
      if (!key.keyId().equals(wanted)) {
        throw refused("the shares give key " + key.keyId() + ", not " + wanted
            + " of the setting key.id; all of them were dropped");
      }
      ShareSet set = describe(wanted, shares);
      Waiting.forResult(seal.nominate(set));
      Waiting.forResult(seal.finish(key));
      keys.hold(key, set, shares);
      done = true;
    } finally {
      if (!done) {
        key.close();
        shares.forEach(Share::close);
      }
    }
  }

  private ShareSet describe(KeyId keyId, List<Share> shares) {
    List<Share> all = new ArrayList<>();
    try {
      for (int id = 1; id <= sharing.shares(); id++) {
        all.add(Shamir.interpolate(shares, id));
      }
      return ShareSet.describe(keyId, ShareSetId.random(), sharing.threshold(), all);
    } finally {
      all.forEach(Share::close);
    }
  }

  private static SpikeException refused(String sentence) {
    return new SpikeException(ErrorCode.BAD_REQUEST, sentence);
  }
}
