// SPDX-License-Identifier: Apache-2.0
package ist.spike.keyring;

import ist.spike.crypto.RootKey;
import ist.spike.crypto.SecretBytes;
import ist.spike.shard.CheckValue;
import ist.spike.shard.Shamir;
import ist.spike.shard.Share;
import ist.spike.shard.ShareSet;
import ist.spike.shard.ShareSetId;
import ist.spike.wire.KeeperState;
import ist.spike.wire.ShareLabel;
import java.util.List;
import java.util.Optional;

/** A root key with its shares, as a run of Bootstrap has them. */
public record Ceremony(RootKey key, List<Share> shares, ShareSet set) implements AutoCloseable {

  /** A new key, split anew. */
  public static Ceremony of(int shares, int threshold) {
    RootKey key = RootKey.generate();
    List<Share> split = Shamir.split(key.bytes(), shares, threshold);
    return new Ceremony(key, split,
        ShareSet.describe(key.keyId(), ShareSetId.random(), threshold, split));
  }

  /** Whether a key is this one. */
  public boolean isKey(RootKey other) {
    return other.keyId().equals(key.keyId());
  }

  public Share share(int id) {
    return shares.get(id - 1);
  }

  /** The label of share {@code id}, as Bootstrap writes it. */
  public ShareLabel label(int id) {
    return label(share(id));
  }

  /** A label that fits {@code share} and claims that it is of this set. */
  public ShareLabel label(Share share) {
    return new ShareLabel(key.keyId(), set.id(), share.id(), set.shares(), set.threshold(),
        CheckValue.of(key.keyId(), set.id(), share));
  }

  /** Share {@code id} in the hands of the Keeper at {@code keeper}. */
  public ShownShare shown(int keeper, int id) {
    return new ShownShare(keeper, share(id).copy(), Optional.of(label(id)));
  }

  /** A view of a Keeper with share {@code id} in its pending slot. */
  public KeeperView pending(int keeper, int id) {
    return KeeperView.showing(keeper, Optional.of(new KeeperState(Optional.empty(), false,
        Optional.of(label(id)), false)), List.of(shown(keeper, id)));
  }

  /** A view of a Keeper with share {@code id} in its live slot. */
  public KeeperView live(int keeper, int id) {
    return KeeperView.showing(keeper, Optional.of(liveState(id)), List.of(shown(keeper, id)));
  }

  /** What a Keeper says that has share {@code id} in its live slot. */
  public KeeperState liveState(int id) {
    return new KeeperState(Optional.of(label(id)), false, Optional.empty(), false);
  }

  /** A view of one of SPIKE's Keepers, which has its share without a label. */
  public KeeperView unlabelled(int keeper) {
    return KeeperView.showing(keeper, Optional.empty(),
        List.of(new ShownShare(keeper, share(keeper).copy(), Optional.empty())));
  }

  /** A view of a Keeper that made a share up and labels it as if it were of this set. */
  public KeeperView forged(int keeper) {
    Share made = random(keeper);
    return KeeperView.showing(keeper, Optional.empty(),
        List.of(new ShownShare(keeper, made, Optional.of(label(made)))));
  }

  /** A random share. */
  public static Share random(int id) {
    try (RootKey random = RootKey.generate()) {
      SecretBytes bytes = random.bytes().copy();
      return new Share(id, bytes);
    }
  }

  @Override
  public void close() {
    key.close();
    shares.forEach(Share::close);
  }
}
