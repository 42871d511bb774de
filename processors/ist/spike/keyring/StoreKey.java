// SPDX-License-Identifier: Apache-2.0
package ist.spike.keyring;

import ist.spike.crypto.RootKey;
import ist.spike.keyring.KeyFinding.Found;
import ist.spike.keyring.KeyFinding.Missing;
import ist.spike.shard.Shamir;
import ist.spike.shard.Share;
import ist.spike.shard.ShareSet;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.SpikeException;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Finds the key of a store that knows its share set. Each share is checked alone, from whichever
 * slot, so a wrong one never spoils the others and its Keeper is named (N2, N3 of
 * ops/format/share-protocol.md).
 */
public final class StoreKey {

  private StoreKey() {}

  /**
   * The key of {@code set}, from what the Keepers showed; their shares stay theirs.
   *
   * @throws SpikeException (damaged) when good shares give another key: the store's head was altered
   */
  public static KeyFinding among(List<KeeperView> keepers, ShareSet set) {
    SortedMap<Integer, Share> good = new TreeMap<>();
    for (KeeperView keeper : keepers) {
      for (ShownShare shown : keeper.shown()) {
        if (set.accepts(shown.share())) {
          good.put(shown.share().id(), shown.share());
        }
      }
    }
    List<KeeperJudgement> judged = keepers.stream().map(keeper -> keeper.judge(set)).toList();
    if (good.size() < set.threshold()) {
      return Missing.because("found " + good.size() + " of the " + set.threshold()
          + " shares needed of set " + set.id(), judged);
    }
    List<Share> enough = good.values().stream().limit(set.threshold()).toList();
    return new Found(combine(set, enough), set, enough.stream().map(Share::copy).toList(), judged);
  }

  private static RootKey combine(ShareSet set, List<Share> shares) {
    RootKey key = RootKey.of(Shamir.combine(shares));
    if (!key.keyId().equals(set.keyId())) {
      key.close();
      throw new SpikeException(ErrorCode.DAMAGED, "the shares of set " + set.id()
          + " pass their checks but give another key: the store's head was altered");
    }
    return key;
  }
}
