// SPDX-License-Identifier: Apache-2.0
package ist.spike.nexus;

import ist.spike.backup.KeyKeeper;
import ist.spike.crypto.KeyId;
import ist.spike.crypto.RootKey;
import ist.spike.keyring.Sharing;
import ist.spike.shard.Share;
import ist.spike.shard.ShareSet;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.SpikeException;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Lends the root key of Nexus to backups, and takes the one that comes with a restored store.
 *
 * @param judge refuses a key whose shares would take the place of another's
 */
record RestoredKeys(KeyHolder keys, Sharing sharing, Consumer<KeyId> judge) implements KeyKeeper {

  @Override
  public <T> T lend(Function<RootKey, T> use) {
    try (RootKey copy = keys.withKey(key -> RootKey.of(key.bytes().copy()))) {
      return use.apply(copy);
    }
  }

  @Override
  public void require(ShareSet set) {
    if (set.shares() != sharing.shares() || set.threshold() != sharing.threshold()) {
      throw new SpikeException(ErrorCode.CONFLICT, "the backup's key is shared as "
          + set.threshold() + " of " + set.shares() + ", this nexus was started for "
          + sharing.threshold() + " of " + sharing.shares()
          + "; set nexus.shamir.shares, nexus.shamir.threshold and nexus.keeper.peers for it");
    }
    judge.accept(set.keyId());
  }

  @Override
  public void take(RootKey key, ShareSet set, List<Share> shares) {
    keys.hold(key, set, shares);
  }
}
