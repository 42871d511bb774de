// SPDX-License-Identifier: Apache-2.0
package ist.spike.nexus;

import ist.spike.crypto.KeyId;
import ist.spike.crypto.RootKey;
import ist.spike.shard.Shamir;
import ist.spike.shard.Share;
import ist.spike.shard.ShareSet;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.SpikeException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The root key while Nexus is unsealed, with the threshold of shares it came from. From those every
 * other share of the set is interpolated, so whatever Nexus hands out fits what is out there already
 * (format page share-protocol).
 */
final class KeyHolder implements AutoCloseable {

  private record Held(RootKey key, ShareSet set, List<Share> shares) {}

  private @Nullable Held held;

  /** Whether the root key is known. */
  synchronized boolean isUnsealed() {
    return held != null;
  }

  /**
   * Takes the key and the shares; the caller has unsealed the store with it. The first ones stay: two
   * flows may find the key at the same time, and the later one's copy is closed.
   *
   * @throws IllegalStateException when it is not the key that is held; neither is held then
   */
  synchronized void hold(RootKey key, ShareSet set, List<Share> shares) {
    if (held == null) {
      held = new Held(key, set, List.copyOf(shares));
      return;
    }
    key.close();
    shares.forEach(Share::close);
    KeyId earlier = held.set().keyId();
    if (!earlier.equals(set.keyId())) {
      // SECURITY: one of them is not the store's. Sealed, the store's head decides which.
      close();
      throw new IllegalStateException("nexus holds root key " + earlier + " and was given "
          + set.keyId() + "; it holds neither now");
    }
  }

  /** Lends the key to {@code use}; not ready while sealed. */
  synchronized <T> T withKey(Function<RootKey, T> use) {
    return use.apply(required().key());
  }

  /** The share set of the key; not ready while sealed. */
  synchronized ShareSet shareSet() {
    return required().set();
  }

  /** The share with this id, made anew; the caller closes it. */
  synchronized Share share(int id) {
    return Shamir.interpolate(required().shares(), id);
  }

  /** Every share of the set in the order of their ids; the caller closes them. */
  synchronized List<Share> allShares() {
    List<Share> all = new ArrayList<>();
    for (int id = 1; id <= required().set().shares(); id++) {
      all.add(share(id));
    }
    return all;
  }

  private Held required() {
    if (held == null) {
      throw new SpikeException(ErrorCode.NOT_READY, "the root key is not known yet");
    }
    return held;
  }

  @Override
  public synchronized void close() {
    if (held != null) {
      held.key().close();
      held.shares().forEach(Share::close);
      held = null;
    }
  }
}
