// SPDX-License-Identifier: Apache-2.0
package ist.spike.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

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

  @Test
  void run_everybodyReady_endsWithOneKeyAndExitsZero() throws Exception {
    // When
    int exit = run();

    // Then
    assertThat(exit).as("%s", said).isZero();
    assertThat(nexus.isUnsealed()).isTrue();
    assertThat(nexus.proofs()).isEqualTo(1);
    assertThat(said).first().asString().startsWith("keepers, before anything is generated");
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

  private int run() throws Exception {
    CompletableFuture<Integer> exit = new CompletableFuture<>();
    BootstrapSettings settings = new BootstrapSettings(
        new BootstrapWish(Optional.empty(), OptionalInt.empty(), OptionalInt.empty(), false),
        SHORT, QUICK, QUICK);
    BootstrapSteps steps = new BootstrapSteps(settings, nexus, keepers,
        new BootstrapSteps.Outcome(said::add, exit::complete));
    try (ExecutorService couriers = Executors.newVirtualThreadPerTaskExecutor();
        DefaultCamelContext camel = new DefaultCamelContext()) {
      camel.addRoutes(new BootstrapErrorRoutes(steps));
      camel.addRoutes(new BootstrapRoutes(steps));
      camel.addRoutes(new DeliveryRoutes(steps, couriers));
      camel.start();
      return exit.get(20, TimeUnit.SECONDS);
    }
  }
}
