// SPDX-License-Identifier: Apache-2.0
package ist.spike.keyring;

import ist.spike.crypto.KeyId;
import ist.spike.wire.KeeperState;
import ist.spike.wire.ShareLabel;
import java.util.function.Predicate;

/** A live share of a key that a store without a final key does not know: somebody's data hang on it. */
public final class ForeignShare {

  private ForeignShare() {}

  /** Whether the live slot holds a share of a key that is not {@code known}, or of no named key. */
  public static boolean isIn(KeeperState state, Predicate<KeyId> known) {
    return state.hasLive() && state.live().map(ShareLabel::keyId).filter(known).isEmpty();
  }

  /** Why nothing is done while this Keeper holds it, and what to do instead. */
  public static String refusal(String keeper, KeeperState state) {
    return keeper + " holds a live share of "
        + state.live().map(label -> "key " + label.keyId()).orElse("an unnamed key")
        + ", which this nexus does not know; bring its store back with `spike backup restore`, or"
        + " restart the keepers to begin anew";
  }
}
