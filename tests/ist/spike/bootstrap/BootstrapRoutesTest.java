// SPDX-License-Identifier: Apache-2.0
package ist.spike.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ist.spike.bootstrap.BootstrapSettings.Retry;
import ist.spike.keyring.BootstrapWish;
import ist.spike.shard.Share;
import ist.spike.wire.AskNexusState.LeaseAction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;

/** Whole runs through the routes, with Keepers and a Nexus in memory. */
final class BootstrapRoutesTest {

  private static final Retry QUICK =
      new Retry(Duration.ofMillis(5), Duration.ofMillis(20), 4, Duration.ofSeconds(10));
  private static final Retry SHORT =
      new Retry(Duration.ofMillis(5), Duration.ofMillis(20), 3, Duration.ofSeconds(10));

  private final List<String> said = Collections.synchronizedList(new ArrayList<>());
  private final FakeKeepers keepers = new FakeKeepers();
  private final FakeNexus nexus = new FakeNexus(keepers);
  private Marker marker = Marker.NONE;
  private boolean forced;

  @Test
  void run_everybodyReady_endsWithOneKeyAndExitsZero() throws Exception {
    // When
    int exit = run();

    // Then
    assertThat(exit).as("%s", said).isZero();
    assertThat(nexus.isUnsealed()).isTrue();
    assertThat(nexus.proofs()).isEqualTo(1);
    assertThat(said).first().asString().startsWith("before anything is generated:");
    assertThat(said).last().asString().startsWith("done: nexus has the root key; key id ");
    assertThat(nexus.asked()).startsWith(LeaseAction.ACQUIRE).endsWith(LeaseAction.RELEASE);
  }

  @Test
  void run_secondTime_changesNothingAndExitsZero() throws Exception {
    // Given
    run();
    List<Share> before = keepers.shares();

    // When
    int exit = run();

    // Then
    assertThat(exit).isZero();
    assertThat(said).last().asString().contains("already").contains("nothing was changed");
    assertThat(nexus.asked()).endsWith(LeaseAction.ACQUIRE, LeaseAction.RELEASE);
    List<Share> after = keepers.shares();
    for (int i = 0; i < 3; i++) {
      assertThat(after.get(i).matches(before.get(i))).isTrue();
    }
  }

  @Test
  void run_keeperSlowToTakeItsShare_isTriedAgain() throws Exception {
    // Given
    keepers.refuse(2, 3);

    // When
    int exit = run();

    // Then
    assertThat(exit).as("%s", said).isZero();
    assertThat(keepers.attempts(2)).isEqualTo(4);
    assertThat(keepers.attempts(1)).isEqualTo(1);
  }

  @Test
  void run_keeperDownForGood_isADeadLetterAndNothingIsProved() throws Exception {
    // Given
    keepers.refuse(3, 1_000);

    // When
    int exit = run();

    // Then
    assertThat(exit).isEqualTo(1);
    assertThat(keepers.attempts(3)).isEqualTo(4);
    assertThat(nexus.proofs()).isZero();
    assertThat(said).contains(
        "keeper https://keeper-3 did not take its share in 4 attempts: cannot connect");
    assertThat(said).last().asString().startsWith("1 of 3 shares were not delivered");
    assertThat(nexus.asked()).last().isEqualTo(LeaseAction.RELEASE);
  }

  @Test
  void run_nexusUnreachable_neverGenerates() throws Exception {
    // Given
    nexus.goAway();

    // When
    int exit = run();

    // Then
    assertThat(exit).isEqualTo(1);
    assertThat(nexus.asked()).hasSize(3);
    assertThat(keepers.attempts(1)).isZero();
    assertThat(said).last().isEqualTo("nexus does not answer");
  }

  @Test
  void run_leaseLostOnTheWay_stopsBeforeAnyKeeperIsTouched() throws Exception {
    // Given
    nexus.takeTheLeaseAway();

    // When
    int exit = run();

    // Then
    assertThat(exit).isEqualTo(1);
    assertThat(keepers.shares()).isEmpty();
    assertThat(nexus.proofs()).isZero();
  }

  @Test
  void run_keeperRestartsDuringTheProof_getsItsShareAgain() throws Exception {
    // Given
    nexus.notReady(1, () -> {
      if (nexus.proofs() == 1) {
        keepers.restart(2);
      }
    });

    // When
    int exit = run();

    // Then
    assertThat(exit).as("%s", said).isZero();
    assertThat(keepers.attempts(2)).isEqualTo(2);
  }

  @Test
  void run_keeperSaysThatTheShareIsNone_isADeadLetterWithItsReason() throws Exception {
    // Given
    keepers.refuse(2, 1_000, "it answers 400");

    // When
    int exit = run();

    // Then
    assertThat(exit).isEqualTo(1);
    assertThat(said).contains(
        "keeper https://keeper-2 did not take its share in 4 attempts: it answers 400");
  }

  @Test
  void run_nexusFindsSomethingElseInTheProbe_exitsOneAtOnce() throws Exception {
    // Given
    nexus.answerProofs(new NexusLink.Proof(200, "00".repeat(32)));

    // When
    int exit = run();

    // Then
    assertThat(exit).isEqualTo(1);
    assertThat(nexus.proofs()).isEqualTo(1);
    assertThat(said).last()
        .isEqualTo("nexus opened the probe and found something else in it");
  }

  @Test
  void run_nexusNeverProves_exitsOneWithTheLastReason() throws Exception {
    // Given
    nexus.answerProofs(new NexusLink.Proof(500, ""));

    // When
    int exit = run();

    // Then
    assertThat(exit).isEqualTo(1);
    assertThat(nexus.proofs()).isEqualTo(4);
    assertThat(said).last()
        .isEqualTo("nexus does not prove that it has the key: it answers 500");
  }

  @Test
  void run_unexpectedFailure_exitsOneWithoutQuotingIt() throws Exception {
    // Given
    nexus.notReady(1, () -> {
      throw new IllegalStateException("a secret");
    });

    // When
    int exit = run();

    // Then
    assertThat(exit).isEqualTo(1);
    assertThat(said).last().isEqualTo(
        "an unexpected failure, java.lang.IllegalStateException; nothing was proved");
  }

  @Test
  void run_addressesOfOneKeeper_areFoundOutBeforeAnythingIsProved() throws Exception {
    // Given
    keepers.makeOne(1, 2);

    // When
    int exit = run();

    // Then
    assertThat(exit).isEqualTo(1);
    assertThat(nexus.proofs()).isZero();
    assertThat(said).last().asString().contains(
        ": two addresses in SPIKE_NEXUS_KEEPER_PEERS lead to the same keeper");
  }

  @Test
  void run_tableOfPeers_isShownOnceBeforeAnythingIsGenerated() throws Exception {
    // When
    run();

    // Then
    assertThat(said).containsSubsequence("before anything is generated:",
        "  nexus    https://nexus                            sqlite, sealed, new, 2 of 3 shares"
            + " needed",
        "  keeper 1 https://keeper-1                         nothing",
        "  keeper 3 https://keeper-3                         nothing");
    assertThat(said).containsOnlyOnce("before anything is generated:");
  }

  @Test
  void run_markerOfAnEarlierRun_asksNobody() throws Exception {
    // Given
    FakeMarker earlier = new FakeMarker(true);
    marker = earlier;

    // When
    int exit = run();

    // Then
    assertThat(exit).isZero();
    assertThat(nexus.asked()).isEmpty();
    assertThat(said).containsExactly("a marker says that a bootstrap was completed; nothing was"
        + " changed; to run all the same set SPIKE_BOOTSTRAP_FORCE=true");

    forced = true;
    assertThat(run()).as("forced").isZero();
    assertThat(nexus.isUnsealed()).isTrue();
    assertThat(earlier.timesSet()).isEqualTo(1);
  }

  @Test
  void run_markerCannotBeRead_neverGenerates() throws Exception {
    // Given
    FakeMarker broken = new FakeMarker(false);
    broken.failReading(1_000);
    marker = broken;

    // When
    int exit = run();

    // Then
    assertThat(exit).isEqualTo(1);
    assertThat(nexus.asked()).isEmpty();
    assertThat(said).containsExactly("the marker cannot be read");

    broken.failReading(2);
    said.clear();
    assertThat(run()).as("%s", said).isZero();
  }

  @Test
  void run_markerCannotBeWritten_exitsOneAndALaterRunWritesIt() throws Exception {
    // Given
    FakeMarker broken = new FakeMarker(false);
    broken.failWriting(1_000);
    marker = broken;

    // When
    int exit = run();

    // Then
    assertThat(exit).isEqualTo(1);
    assertThat(nexus.isUnsealed()).isTrue();
    assertThat(said).last().isEqualTo("the marker cannot be written");

    broken.failWriting(0);
    assertThat(run()).isZero();
    assertThat(broken.timesSet()).isEqualTo(1);
    assertThat(said).last().asString().contains("nothing was changed");
  }

  @Test
  void giveUp_timeIsUpWhileWaiting_endsTheRetriesAndGivesTheLeaseBack() throws Exception {
    // Given
    nexus.notReady(1_000, () -> {});
    BootstrapSteps steps = steps(new Retry(Duration.ofMinutes(5), Duration.ofMinutes(5), 1_000,
        Duration.ofDays(1)), new CompletableFuture<>());
    DefaultCamelContext camel = new DefaultCamelContext();
    try (ExecutorService couriers = Executors.newVirtualThreadPerTaskExecutor(); camel) {
      start(camel, steps, couriers);
      await().atMost(Duration.ofSeconds(20)).until(() -> nexus.proofs() > 0);

      // When
      camel.stop();
      steps.giveUp();
    }

    // Then
    assertThat(nexus.proofs()).isEqualTo(1);
    assertThat(nexus.asked()).last().isEqualTo(LeaseAction.RELEASE);
  }

  private int run() throws Exception {
    CompletableFuture<Integer> exit = new CompletableFuture<>();
    try (ExecutorService couriers = Executors.newVirtualThreadPerTaskExecutor();
        DefaultCamelContext camel = new DefaultCamelContext()) {
      start(camel, steps(QUICK, exit), couriers);
      return exit.get(20, TimeUnit.SECONDS);
    }
  }

  private BootstrapSteps steps(Retry proof, CompletableFuture<Integer> exit) {
    BootstrapSettings settings = new BootstrapSettings(
        new BootstrapWish(Optional.empty(), OptionalInt.empty(), OptionalInt.empty(), forced),
        SHORT, QUICK, proof);
    return new BootstrapSteps(settings, nexus, keepers,
        new BootstrapSteps.Outcome(said::add, exit::complete));
  }

  private void start(CamelContext camel, BootstrapSteps steps, ExecutorService couriers)
      throws Exception {
    camel.addRoutes(new BootstrapErrorRoutes(steps));
    camel.addRoutes(new BootstrapRoutes(steps, new MarkerSteps(marker, steps.settings())));
    camel.addRoutes(new DeliveryRoutes(steps, couriers));
    camel.start();
  }
}
