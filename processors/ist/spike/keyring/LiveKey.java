// SPDX-License-Identifier: Apache-2.0
package ist.spike.keyring;

import ist.spike.crypto.KeyId;
import ist.spike.wire.KeeperState;
import ist.spike.wire.ShareLabel;
import java.util.List;
import java.util.Optional;

/**
 * Finds the key of a Nexus that has no store to remember it. Where the operator has named the key, any
 * shares that give it will do. Otherwise live shares alone count, which only a Nexus writes, and only
 * with their labels.
 */
public final class LiveKey {

  private LiveKey() {}

  /**
   * The key, from what the Keepers showed; their shares stay theirs.
   *
   * @param sharing how shares without a label are shared
   * @param named the key it must be, if the operator has named one
   */
  public static KeyFinding among(List<KeeperView> keepers, Sharing sharing,
      Optional<KeyId> named) {
    FirstKey.Rules rules = new FirstKey.Rules(sharing, Optional.empty(), Optional.empty());
    List<KeeperView> seen = keepers.stream()
        .map(keeper -> named.isPresent() ? keeper.withoutState() : liveAlone(keeper)).toList();
    return new FirstKey(rules, key -> named.isEmpty() || named.equals(Optional.of(key.keyId())),
        "the keepers' live shares give no root key").among(seen);
  }

  private static KeeperView liveAlone(KeeperView keeper) {
    Optional<ShareLabel> live = keeper.state().flatMap(KeeperState::live);
    return new KeeperView(keeper.position(), keeper.state(), keeper.shown().stream()
        .filter(shown -> shown.label().isPresent() && shown.label().equals(live)).toList(),
        keeper.trouble());
  }
}
