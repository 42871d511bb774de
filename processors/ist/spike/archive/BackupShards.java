// SPDX-License-Identifier: Apache-2.0
package ist.spike.archive;

import ist.spike.crypto.RootKey;
import ist.spike.crypto.SecretBytes;
import ist.spike.shard.Shamir;
import ist.spike.shard.Share;
import ist.spike.shard.ShareFinder;
import ist.spike.shard.ShareSet;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.SpikeException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes the key of a backup from custodians' shares, and names the wrong ones before it opens anything. */
public final class BackupShards {

  private BackupShards() {}

  /**
   * The root key of a backup.
   *
   * @param set what the header of the backup says
   * @param shares borrowed
   * @return the caller closes it
   * @throws SpikeException {@code BAD_REQUEST} naming the shares that are not of this set, and how
   *     many of the others are missing
   */
  public static RootKey combine(ShareSet set, List<Share> shares) {
    Map<Integer, Share> good = new LinkedHashMap<>();
    List<Integer> wrong = new ArrayList<>();
    for (Share share : shares) {
      if (set.accepts(share)) {
        good.putIfAbsent(share.id(), share);
      } else {
        wrong.add(share.id());
      }
    }
    if (good.size() >= set.threshold()) {
      RootKey key = RootKey.of(
          Shamir.combine(good.values().stream().limit(set.threshold()).toList()));
      if (key.keyId().equals(set.keyId())) {
        return key;
      }
      key.close();
      throw new SpikeException(ErrorCode.DAMAGED, "the shares fit the header of the backup, but"
          + " give another key than " + set.keyId() + ": the header was altered");
    }
    return ofAnotherSet(set, shares).orElseThrow(() -> refused(set, good, wrong));
  }

  /**
   * A threshold of shares of this set, of which Nexus can make the others.
   *
   * @throws SpikeException {@code BAD_REQUEST} when they are of another set of the same key
   */
  public static List<Share> ofSet(ShareSet set, List<Share> shares) {
    List<Share> good = shares.stream().filter(set::accepts).limit(set.threshold()).toList();
    if (good.size() < set.threshold()) {
      throw new SpikeException(ErrorCode.BAD_REQUEST, "these shares open the backup, but were split"
          + " another time than set " + set.id() + "; stop nexus and restore the file");
    }
    return good;
  }

  /** The same key may have been split again since the backup was taken. */
  private static Optional<RootKey> ofAnotherSet(ShareSet set, List<Share> shares) {
    return ShareFinder.find(shares, set.threshold(), set.keyId()).map(found -> {
      SecretBytes secret = found.secret();
      return RootKey.of(secret);
    });
  }

  private static SpikeException refused(ShareSet set, Map<Integer, Share> good,
      List<Integer> wrong) {
    String fitting = good.isEmpty() ? "none fits" : "of these fit " + good.keySet();
    String others = wrong.isEmpty()
        ? ""
        : "; not of this set, or altered: " + wrong;
    return new SpikeException(ErrorCode.BAD_REQUEST, "the backup is of root key " + set.keyId()
        + " and opens with " + set.threshold() + " shares of set " + set.id() + "; " + fitting
        + others);
  }
}
