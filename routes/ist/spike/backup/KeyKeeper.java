// SPDX-License-Identifier: Apache-2.0
package ist.spike.backup;

import ist.spike.crypto.RootKey;
import ist.spike.shard.Share;
import ist.spike.shard.ShareSet;
import java.util.List;
import java.util.function.Function;

/** Has the root key of the running store, or gets it with a backup. */
public interface KeyKeeper {

  /**
   * Lends a copy of the key, so that long work keeps nobody else waiting, and closes it afterwards;
   * not ready while sealed.
   */
  <T> T lend(Function<RootKey, T> use);

  /** Refuses the key of a share set that this Nexus cannot go on with. */
  void require(ShareSet set);

  /**
   * Takes the key that a restored store was unsealed with.
   *
   * @param shares a threshold of shares of the set
   */
  void take(RootKey key, ShareSet set, List<Share> shares);
}
