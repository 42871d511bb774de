// SPDX-License-Identifier: Apache-2.0
package ist.spike.nexus;

import static org.assertj.core.api.Assertions.assertThat;

import ist.spike.keyring.Ceremony;
import ist.spike.keyring.KeeperSlots.Contributor;
import ist.spike.keyring.KeeperView;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

final class KeeperRoundTest {

  private final FakeKeepers keepers = new FakeKeepers(3);
  private final KeeperRound round = new KeeperRound(keepers);

  @Test
  void look_liveBesidePending_showsBothSlots() {
    try (Ceremony one = Ceremony.of(3, 2); Ceremony other = Ceremony.of(3, 2)) {
      // Given
      keepers.put(1, one.share(1), Optional.of(one.label(1)), Contributor.NEXUS);
      keepers.put(1, other.share(1), Optional.of(other.label(1)), Contributor.BOOTSTRAP);

      // When
      List<KeeperView> views = round.look();

      // Then
      assertThat(views.getFirst().shown()).extracting(shown -> shown.label().orElseThrow())
          .containsExactly(one.label(1), other.label(1));
      assertThat(views.getFirst().state()).contains(keepers.held(1));
      assertThat(views.get(1).shown()).isEmpty();
      views.forEach(KeeperView::close);
    }
  }

  @Test
  void look_andContribute_askAllKeepersAtTheSameTime() {
    // Given: each call waits until the calls of all three Keepers are there.
    CyclicBarrier all = new CyclicBarrier(3);
    keepers.duringCall(() -> await(all));

    // When / Then
    assertThat(round.look()).allMatch(view -> view.trouble().isEmpty());
    try (Ceremony one = Ceremony.of(3, 2)) {
      assertThat(round.contribute(one.shares().subList(0, 2), one.set())).isEqualTo(3);
      assertThat(keepers.held(3).live()).contains(one.label(3));
    }
  }

  @Test
  void contribute_someRefuse_countsTheOthers() {
    // Given
    keepers.takeNothing(1);
    keepers.leave(2);

    // When / Then
    try (Ceremony one = Ceremony.of(3, 2)) {
      assertThat(round.contribute(one.shares().subList(0, 2), one.set())).isEqualTo(1);
    }
  }

  private static void await(CyclicBarrier all) {
    try {
      all.await(60, TimeUnit.SECONDS);
    } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
      throw new AssertionError("the keepers are asked one after the other", e);
    }
  }
}
