// SPDX-License-Identifier: Apache-2.0
package ist.spike.attack;

import static org.assertj.core.api.Assertions.assertThat;

import ist.spike.attack.KillPoint.Flow;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * SIGKILL of Bootstrap, each Keeper and Nexus before and after every step of bootstrap, recovery,
 * refill and restore. {@code -Dattack.kills=1000} is the long form; {@code -Dattack.seed} repeats one.
 */
@Tag("system")
class KillAttackTest {

  private static final int KILLS = Integer.getInteger("attack.kills", 64);
  private static final long SEED = Long.getLong("attack.seed", 7);
  private static final int BOOTSTRAPS_AT_A_TIME = 5;
  private static final int OTHERS_AT_A_TIME = 4;

  private final Map<Flow, Integer> kills = new EnumMap<>(Flow.class);
  private final Set<String> covered = new HashSet<>();
  private final List<KillPoint> missed = new ArrayList<>();
  private long places;

  @Test
  void kill_atEveryStep_leavesOneKeyAndEverySecret(@TempDir Path temp) throws Exception {
    // Given
    long begun = System.nanoTime();
    try (Identities identities = Identities.open(temp.resolve("sockets"));
        AttackedSystem system = new AttackedSystem(temp.resolve("system"), identities,
            AttackedProgram.Build.ofTarget(temp, "bootstrap", "keeper", "nexus"));
        KillAttack attack = new KillAttack(system)) {
      List<KillPoint> points = new ArrayList<>();
      system.learn();
      for (Flow flow : Flow.values()) {
        points.addAll(attack.explore(flow));
      }
      assertThat(points).extracting(KillPoint::step)
          .containsAll(ProtocolSteps.reachedInPeace());
      places = points.stream().filter(KillPoint::isSuicide).map(KillPoint::place).distinct()
          .count();
      // When
      kill(attack, KillPlan.of(points, new Random(SEED)));
      // Then
      report(attack, System.nanoTime() - begun);
    }
    assertThat(total()).as("kills").isGreaterThanOrEqualTo(KILLS);
  }

  /** Some Bootstraps, then what a system with a key goes through, then the next system. */
  private void kill(KillAttack attack, List<KillPoint> plan) throws Exception {
    Deque<KillPoint> bootstraps = new ArrayDeque<>(plan);
    bootstraps.removeIf(point -> point.flow() != Flow.BOOTSTRAP);
    Deque<KillPoint> others = new ArrayDeque<>(plan);
    others.removeIf(point -> point.flow() == Flow.BOOTSTRAP);
    while (total() < KILLS && !(bootstraps.isEmpty() && others.isEmpty())) {
      strike(attack, bootstraps, BOOTSTRAPS_AT_A_TIME);
      strike(attack, others, OTHERS_AT_A_TIME);
    }
    attack.settle();
  }

  private void strike(KillAttack attack, Deque<KillPoint> points, int count) throws Exception {
    for (int i = 0; i < count && !points.isEmpty() && total() < KILLS; i++) {
      KillPoint point = points.removeFirst();
      try {
        if (attack.strike(point)) {
          kills.merge(point.flow(), 1, Integer::sum);
          covered.add(point.place());
        } else {
          missed.add(point);
        }
      } catch (Exception | AssertionError e) {
        throw new AssertionError("after " + total() + " kills, seed " + SEED + ", " + point, e);
      }
    }
  }

  private int total() {
    return kills.values().stream().mapToInt(Integer::intValue).sum();
  }

  private void report(KillAttack attack, long nanos) {
    System.out.printf(
        "attack: %d kills in %d s, seed %d: %s; at %d of %d sides of steps, %d systems,"
            + " %d points not reached%n",
        total(), TimeUnit.NANOSECONDS.toSeconds(nanos), SEED, kills, covered.size(), places,
        attack.worlds(), missed.size());
    missed.sort(Comparator.comparing(KillPoint::toString));
    missed.forEach(point -> System.out.println("attack: not reached: " + point));
  }
}
