// SPDX-License-Identifier: Apache-2.0
package ist.spike.keyring;

import ist.spike.shard.ShareSet;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.SpikeException;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How many shares there are and how many combine.
 *
 * @param shares n
 * @param threshold t, 2 &lt;= t &lt;= n &lt;= 255
 */
public record Sharing(int shares, int threshold) {

  /** SPIKE's own number of shares, where nothing else is known. */
  public static final int DEFAULT_SHARES = 3;

  /** SPIKE's own threshold, where nothing else is known. */
  public static final int DEFAULT_THRESHOLD = 2;

  private static final String SHARES = "SPIKE_NEXUS_SHAMIR_SHARES";
  private static final String THRESHOLD = "SPIKE_NEXUS_SHAMIR_THRESHOLD";
  private static final String PEERS = "SPIKE_NEXUS_KEEPER_PEERS";

  /** Refuses what cannot be shared, by the names of the settings. */
  public Sharing {
    if (threshold < ShareSet.MIN_THRESHOLD || threshold > shares || shares > ShareSet.MAX_SHARES) {
      throw bad(SHARES + " and " + THRESHOLD + " must be " + ShareSet.MIN_THRESHOLD
          + " <= threshold <= shares <= " + ShareSet.MAX_SHARES + ", not " + threshold + " of "
          + shares);
    }
  }

  /**
   * What Nexus goes by: the store's own numbers, else the settings, else SPIKE's defaults.
   *
   * @param shares as set; empty when not
   * @param threshold as set; empty when not
   * @param store the share set of the store's candidate or final key
   * @param keepers how many Keepers the settings name; each holds one share
   * @throws SpikeException (bad setting) naming the setting that contradicts the store
   */
  public static Sharing of(OptionalInt shares, OptionalInt threshold, Optional<ShareSet> store,
      int keepers) {
    store.ifPresent(set -> {
      requireSame(SHARES, shares, set.shares());
      requireSame(THRESHOLD, threshold, set.threshold());
    });
    Sharing sharing = new Sharing(
        shares.orElse(store.map(ShareSet::shares).orElse(DEFAULT_SHARES)),
        threshold.orElse(store.map(ShareSet::threshold).orElse(DEFAULT_THRESHOLD)));
    if (sharing.shares() != keepers) {
      throw bad(PEERS + " names " + keepers + " keepers, but there are " + sharing.shares()
          + " shares: each keeper holds one");
    }
    return sharing;
  }

  private static void requireSame(String name, OptionalInt wanted, int has) {
    if (wanted.isPresent() && wanted.getAsInt() != has) {
      throw bad(name + " is " + wanted.getAsInt() + ", but the root key of this store is shared"
          + " with " + has + "; leave it unset, or set it to " + has);
    }
  }

  private static SpikeException bad(String sentence) {
    return new SpikeException(ErrorCode.BAD_SETTING, sentence);
  }
}
