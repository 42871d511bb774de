// SPDX-License-Identifier: Apache-2.0
package ist.spike.nexus;

import ist.spike.store.DeadLetterDraft;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Says when a flow that goes on by itself has failed so often that it must not stay unnoticed. Each
 * trouble is told once; it must end before the next one is.
 */
final class GivenUp {

  static final String BEAT = "beat-keeper";
  static final String RECOVERY = "recover-root-key";

  private static final String ROOT_KEY = "root key";

  private final KeeperHealth health;
  private final KeyRecovery recovery;
  private final int attempts;
  private final Set<Integer> toldKeepers = new HashSet<>();
  private int recoveries;

  /**
   * @param attempts so many failures in a row are too many
   */
  GivenUp(KeeperHealth health, KeyRecovery recovery, int attempts) {
    this.health = health;
    this.recovery = recovery;
    this.attempts = attempts;
  }

  /** A Keeper that failed too often or shows a share that is not its own; asked after each beat. */
  synchronized Optional<DeadLetterDraft> keeper(int position) {
    KeeperHealth.Health keeper = health.of(position);
    Optional<String> trouble = keeperTrouble(keeper);
    if (trouble.isEmpty()) {
      toldKeepers.remove(position);
      return Optional.empty();
    }
    return toldKeepers.add(position)
        ? Optional.of(new DeadLetterDraft(BEAT, keeper.address().toString(),
            Math.max(1, keeper.failures()), trouble.get()))
        : Optional.empty();
  }

  private Optional<String> keeperTrouble(KeeperHealth.Health keeper) {
    if (!keeper.accusation().isEmpty()) {
      return Optional.of("keeper " + keeper.position() + " " + keeper.accusation());
    }
    return Optional.of(keeper.trouble()).filter(_ -> keeper.failures() >= attempts);
  }

  /** A recovery that does not succeed; asked after each attempt. */
  synchronized Optional<DeadLetterDraft> recovery() {
    recoveries = recovery.isWanted() && !recovery.awaitsBootstrap() ? recoveries + 1 : 0;
    return recoveries == attempts
        ? Optional.of(
            new DeadLetterDraft(RECOVERY, ROOT_KEY, attempts, recovery.sealReason()))
        : Optional.empty();
  }
}
