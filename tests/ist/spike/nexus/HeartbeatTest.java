// SPDX-License-Identifier: Apache-2.0
package ist.spike.nexus;

import static org.assertj.core.api.Assertions.assertThat;

import ist.spike.keyring.Ceremony;
import ist.spike.keyring.KeeperSlots.Contributor;
import ist.spike.wire.HeldShare;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HeartbeatTest {

  private static final Duration BEAT = Duration.ofSeconds(5);
  private static final Duration PUSH = Duration.ofMinutes(5);

  @TempDir
  Path directory;

  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 7);
  private final AtomicInteger encouraged = new AtomicInteger();
  private SealedNexus nexus;
  private Heartbeat heartbeat;

  @BeforeEach
  void start() {
    nexus = SealedNexus.restarted(directory);
    heartbeat = new Heartbeat(new WatchedKeepers(nexus.keepers, nexus.health, nanos::get),
        nexus.keys, new Heartbeat.Pace(BEAT, PUSH, nanos::get),
        encouraged::incrementAndGet);
  }

  @AfterEach
  void stop() {
    nexus.close();
  }

  @Test
  void due_keyComes_isAllKeepersAtOnceAndLaterEachInItsTime() {
    assertThat(heartbeat.due()).as("also while sealed").containsExactly(1, 2, 3);
    assertThat(heartbeat.due()).isEmpty();

    nexus.recovery.recover();
    assertThat(heartbeat.due()).as("right after the key").containsExactly(1, 2, 3);
    assertThat(heartbeat.due()).isEmpty();
    pass(Duration.ofMillis(4_499));
    assertThat(heartbeat.due()).isEmpty();
    pass(Duration.ofMillis(1_001));
    assertThat(heartbeat.due()).containsExactly(1, 2, 3);
  }

  @Test
  void beat_emptyOrStaleKeeper_isRefilledAtOnce() {
    try (Ceremony other = Ceremony.of(3, 2)) {
      // Given
      unseal();
      nexus.keepers.restart(1);
      nexus.keepers.put(2, other.share(2), Optional.of(other.label(2)), Contributor.NEXUS);

      // When
      beatAll();

      // Then
      assertThat(nexus.keepers.held(1).live()).contains(nexus.ceremony.label(1));
      assertThat(nexus.keepers.held(2).live()).contains(nexus.ceremony.label(2));
      assertThat(nexus.keepers.contributions(3)).as("a good one is left alone").isEqualTo(1);
      assertThat(nexus.health.of(1).state()).as("known at once")
          .contains(nexus.keepers.held(1));
    }
  }

  @Test
  void beat_keeperAway_isCountedAndOthersAreNotHindered() {
    // Given
    unseal();
    nexus.keepers.leave(1);
    nexus.keepers.restart(2);

    // When
    beatAll();
    beatAll();

    // Then
    assertThat(nexus.health.of(1).failures()).isEqualTo(2);
    assertThat(nexus.health.of(1).trouble()).isEqualTo("cannot connect");
    assertThat(nexus.health.of(2).failures()).isZero();
    assertThat(nexus.health.of(2).lastContact()).isPresent();
    assertThat(nexus.keepers.held(2).hasLive()).isTrue();

    nexus.keepers.comeBack(1);
    heartbeat.beat(1);
    assertThat(nexus.health.of(1).failures()).isZero();
    assertThat(nexus.health.of(1).trouble()).isEmpty();
  }

  @Test
  void beat_spikesOwnKeeper_isSentItsShareOnceEachInterval() {
    // Given
    unseal();
    nexus.keepers.becomeSpikes(1);
    int before = nexus.keepers.contributions(1);

    // When / Then
    heartbeat.beat(1);
    heartbeat.beat(1);
    assertThat(nexus.keepers.contributions(1)).isEqualTo(before + 1);
    pass(PUSH.multipliedBy(2));
    heartbeat.beat(1);
    assertThat(nexus.keepers.contributions(1)).isEqualTo(before + 2);
  }

  @Test
  void beat_labelRightButShareWrong_isAccusedAndRefilled() {
    // Given
    unseal();
    nexus.keepers.lie(1, held -> new HeldShare(Ceremony.random(1).value(), held.label(), false));
    int before = nexus.keepers.contributions(1);

    // When
    heartbeat.beat(1);

    // Then
    assertThat(nexus.health.of(1).accusation()).isEqualTo("says that it holds share 1 of set "
        + nexus.ceremony.set().id() + " but shows another");
    assertThat(nexus.keepers.contributions(1)).isEqualTo(before + 1);
  }

  @Test
  void beat_sealedAndAKeeperComesBack_encouragesTheRecovery() {
    // Given
    nexus.keepers.leave(1);
    beatAll();
    encouraged.set(0);

    // When / Then
    beatAll();
    assertThat(encouraged).hasValue(0);
    nexus.keepers.comeBack(1);
    beatAll();
    assertThat(encouraged).hasValue(1);
    nexus.keepers.restart(2);
    beatAll();
    assertThat(encouraged).as("it holds something else").hasValue(2);
    assertThat(nexus.keepers.held(2).hasLive()).as("sealed, nothing is given").isFalse();
  }

  @Test
  void beat_slowKeeper_isGivenUpWithinItsTime() {
    // Given
    unseal();
    nexus.keepers.restart(1);
    nexus.keepers.duringCall(() -> pass(KeeperRound.LOOK_TIMEOUT));
    int before = nexus.keepers.contributions(1);

    // When
    heartbeat.beat(1);

    // Then
    assertThat(nexus.keepers.contributions(1)).isEqualTo(before);
    assertThat(nexus.health.of(1).latency()).isEqualTo(KeeperRound.LOOK_TIMEOUT);
  }

  private void unseal() {
    nexus.recovery.recover();
    assertThat(nexus.keys.isUnsealed()).isTrue();
  }

  private void beatAll() {
    nexus.keepers.positions().forEach(heartbeat::beat);
  }

  private void pass(Duration time) {
    nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(time.toMillis()));
  }
}
