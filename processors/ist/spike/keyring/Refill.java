// SPDX-License-Identifier: Apache-2.0
package ist.spike.keyring;

import ist.spike.shard.ShareSet;
import ist.spike.wire.KeeperState;
import ist.spike.wire.ShareLabel;

/** Which Keepers an unsealed Nexus gives their share again (N5 of ops/format/share-protocol.md). */
public final class Refill {

  private Refill() {}

  /** Whether the live share of the Keeper at this position is absent or not the store's. */
  public static boolean isNeeded(ShareSet set, int position, KeeperState state) {
    return state.live().filter(live -> isStores(set, position, live)).isEmpty();
  }

  private static boolean isStores(ShareSet set, int position, ShareLabel live) {
    return live.shareSet().equals(set.id()) && live.shareId() == position
        && live.check().equals(set.checks().get(position - 1));
  }
}
