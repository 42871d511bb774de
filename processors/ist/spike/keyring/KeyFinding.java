// SPDX-License-Identifier: Apache-2.0
package ist.spike.keyring;

import ist.spike.crypto.RootKey;
import ist.spike.keyring.KeeperJudgement.Standing;
import ist.spike.shard.Share;
import ist.spike.shard.ShareSet;
import java.util.List;
import java.util.stream.Collectors;

/** What the shares of all Keepers gave. */
public sealed interface KeyFinding {

  /** What each Keeper was good for, in the order of their positions. */
  List<KeeperJudgement> keepers();

  /**
   * The root key.
   *
   * @param key the key
   * @param set its share set
   * @param shares a threshold of shares that give it
   */
  record Found(RootKey key, ShareSet set, List<Share> shares, List<KeeperJudgement> keepers)
      implements
        KeyFinding,
        AutoCloseable {

    /** Whether a new key may become final: so many Keepers hold it live that it can be recovered. */
    public boolean isConfirmedBy(int keepersThatTookTheirs) {
      return keepersThatTookTheirs >= set.threshold();
    }

    @Override
    public void close() {
      key.close();
      shares.forEach(Share::close);
    }
  }

  /** No key, and why, for the operator. */
  record Missing(String reason, List<KeeperJudgement> keepers) implements KeyFinding {

    static Missing because(String reason, List<KeeperJudgement> keepers) {
      String troubles = keepers.stream().filter(each -> each.standing() != Standing.GOOD)
          .map(KeeperJudgement::describe).collect(Collectors.joining("; "));
      return new Missing(troubles.isEmpty() ? reason : reason + "; " + troubles, keepers);
    }
  }
}
