// SPDX-License-Identifier: Apache-2.0
package ist.spike.nexus;

import static org.assertj.core.api.Assertions.assertThat;

import ist.spike.keyring.KeeperJudgement;
import ist.spike.keyring.Sharing;
import ist.spike.store.DeadLetterDraft;
import ist.spike.store.NoStore;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class GivenUpTest {

  private static final int ATTEMPTS = 3;

  private final KeeperHealth health =
      new KeeperHealth(List.of(URI.create("https://k1")), InstantSource.system());

  private GivenUp givenUp(Optional<KeyRecovery.Search> search) {
    WatchedKeepers keepers = new WatchedKeepers(new FakeKeepers(1), health, System::nanoTime);
    return new GivenUp(health, new KeyRecovery(new NoStore(), new KeyHolder(), keepers,
        new KeyRecovery.Terms(new Sharing(3, 2), Optional.empty(), search)), ATTEMPTS);
  }

  @Test
  void keeper_failingAgainAndAgain_isToldOnceInEachTrouble() {
    // Given
    GivenUp givenUp = givenUp(Optional.empty());
    health.failed(1, "silent");
    health.failed(1, "silent");
    assertThat(givenUp.keeper(1)).isEmpty();
    health.failed(1, "silent");

    // When
    Optional<DeadLetterDraft> told = givenUp.keeper(1);

    // Then
    assertThat(told)
        .contains(new DeadLetterDraft("beat-keeper", "https://k1", ATTEMPTS, "silent"));
    health.failed(1, "silent");
    assertThat(givenUp.keeper(1)).isEmpty();
    health.answered(1, Duration.ZERO);
    assertThat(givenUp.keeper(1)).isEmpty();
    for (int i = 0; i < ATTEMPTS; i++) {
      health.failed(1, "silent");
    }
    assertThat(givenUp.keeper(1)).isPresent();
  }

  @Test
  void keeper_showingAnothersShare_isToldAtOnce() {
    GivenUp givenUp = givenUp(Optional.empty());
    health.judged(new KeeperJudgement(1, KeeperJudgement.Standing.CULPRIT, "shows share 2"));
    assertThat(givenUp.keeper(1))
        .contains(new DeadLetterDraft("beat-keeper", "https://k1", 1, "keeper 1 shows share 2"));
  }

  @Test
  void recovery_ofABrandNewStore_isNoTrouble() {
    GivenUp givenUp = givenUp(Optional.empty());
    for (int i = 0; i < 2 * ATTEMPTS; i++) {
      assertThat(givenUp.recovery()).isEmpty();
    }
  }

  @Test
  void recovery_thatDoesNotSucceed_isToldOnce() {
    // Given
    GivenUp givenUp = givenUp(Optional.of(keepers -> {
      throw new AssertionError("nothing is searched here");
    }));

    // When
    List<Optional<DeadLetterDraft>> told =
        List.of(givenUp.recovery(), givenUp.recovery(), givenUp.recovery(), givenUp.recovery());

    // Then
    assertThat(told).containsExactly(Optional.empty(), Optional.empty(),
        Optional.of(new DeadLetterDraft("recover-root-key", "root key", ATTEMPTS,
            "the keepers are being asked for their shares")),
        Optional.empty());
  }
}
