// SPDX-License-Identifier: Apache-2.0
package ist.spike.backup;

import ist.spike.crypto.RootKey;
import ist.spike.crypto.SecretBytes;
import ist.spike.shard.Shamir;
import ist.spike.shard.Share;
import ist.spike.shard.ShareSet;
import ist.spike.shard.ShareSetId;
import java.util.List;

/**
 * A polynomial of the live key that is made for one drill and is good for its scratch store alone:
 * with no share of the live set does it combine.
 *
 * @param shares all of them; closed with this
 */
record ScratchShares(ShareSet set, List<Share> shares) implements AutoCloseable {

  /**
   * Splits the key as the live one is split.
   *
   * @param key borrowed
   */
  static ScratchShares split(RootKey key, ShareSet live) {
    List<Share> shares = Shamir.split(key.bytes(), live.shares(), live.threshold());
    try (SecretBytes again = Shamir.combine(shares.subList(0, live.threshold()))) {
      if (!again.matches(key.bytes())) {
        throw new AssertionError("a threshold of new shares combines to the key");
      }
    }
    return new ScratchShares(
        ShareSet.describe(key.keyId(), ShareSetId.random(), live.threshold(), shares), shares);
  }

  @Override
  public void close() {
    shares.forEach(Share::close);
  }
}
