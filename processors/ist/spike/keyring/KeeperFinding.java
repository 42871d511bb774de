// SPDX-License-Identifier: Apache-2.0
package ist.spike.keyring;

import ist.spike.wire.KeeperState;
import ist.spike.wire.ShareLabel;
import java.net.URI;
import java.util.Optional;

/**
 * What a look at one Keeper showed.
 *
 * @param position its place in the list of peers, from 1, which is the id of its share
 * @param address where it is
 * @param state what it holds; empty when it is SPIKE's own Keeper, which cannot tell, or in trouble
 * @param trouble why it did not answer, in one sentence; empty when it did
 */
public record KeeperFinding(int position, URI address, Optional<KeeperState> state,
    String trouble) {

  /** A Keeper of ours that told what it holds. */
  public static KeeperFinding holding(int position, URI address, KeeperState state) {
    return new KeeperFinding(position, address, Optional.of(state), "");
  }

  /** One of SPIKE's own Keepers: it answers, but cannot tell what it holds. */
  public static KeeperFinding silent(int position, URI address) {
    return new KeeperFinding(position, address, Optional.empty(), "");
  }

  /** A Keeper that did not answer as it should. */
  public static KeeperFinding failing(int position, URI address, String trouble) {
    return new KeeperFinding(position, address, Optional.empty(), trouble);
  }

  /** Whether it answered. */
  public boolean isReachable() {
    return trouble.isEmpty();
  }

  /** What it holds, in words. */
  public String describe() {
    if (!isReachable()) {
      return trouble;
    }
    if (state.isEmpty()) {
      return "unknown (SPIKE's own keeper)";
    }
    KeeperState held = state.get();
    if (held.hasLive()) {
      return "live share of " + keyOf(held.live());
    }
    return held.hasPending() ? "pending share of " + keyOf(held.pending()) : "nothing";
  }

  private static String keyOf(Optional<ShareLabel> label) {
    return label.map(known -> "key " + known.keyId()).orElse("an unnamed key");
  }
}
