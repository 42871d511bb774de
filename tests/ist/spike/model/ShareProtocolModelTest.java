// SPDX-License-Identifier: Apache-2.0
package ist.spike.model;

import static org.assertj.core.api.Assertions.assertThat;

import ist.spike.model.Explorer.Result;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The share protocol explored: three Keepers, a threshold of two, Nexus, and runs of Bootstrap, ours
 * (A, B) and Go's (G). {@code -Dmodel.faults=3 -Dmodel.worlds=20000000} with the system tests goes
 * deeper.
 */
class ShareProtocolModelTest {

  private static final List<Integer> OURS = List.of(0);
  private static final List<Integer> TWO_AT_ONCE = List.of(0, 1);
  private static final List<Integer> BESIDE_GO = List.of(0, BootstrapMoves.GO);
  private static final List<Integer> ALL = List.of(0, 1, BootstrapMoves.GO);

  private static final int FAULTS = Integer.getInteger("model.faults", 2);
  private static final int MAX_WORLDS = Integer.getInteger("model.worlds", 300_000);
  private static final int MAX_DEFECT_STEPS = 40;

  @Test
  void protocol_oneRunAndTwoFaults_holds() {
    assertHolds(OURS, 2, true);
  }

  @Test
  void protocol_twoRunsAtOnceAndAFault_holds() {
    assertHolds(TWO_AT_ONCE, 1, true);
  }

  @Test
  void protocol_besideGoAndAFault_holds() {
    assertHolds(BESIDE_GO, 1, true);
  }

  @Test
  void protocol_threeRunsAtOnce_holds() {
    assertHolds(ALL, 0, true);
  }

  @Test
  @Tag("system")
  void protocol_moreFaults_holds() {
    assertHolds(OURS, FAULTS + 1, false);
    assertHolds(TWO_AT_ONCE, FAULTS, false);
    assertHolds(BESIDE_GO, FAULTS, false);
    assertHolds(ALL, FAULTS - 1, false);
  }

  @ParameterizedTest
  @CsvSource({"BOOTSTRAP_WRITES_LIVE, true, 0, no Keeper ever restarted",
      "FINAL_BEFORE_CONFIRMED, true, 0, no Keeper ever restarted",
      "VERIFY_OVER_FINAL, true, 1, no Keeper ever restarted",
      "SHARES_KEPT_BETWEEN_ROUNDS, false, 4, fewer than a threshold of reachable shares",
      "CANDIDATE_NOT_STORED, false, 1, bootstrap run again refuses"})
  void defect_madeOnPurpose_isFound(Defect defect, boolean besideGo, int faults,
      String objection) {
    // When
    Result result = explore(besideGo ? BESIDE_GO : OURS, defect, faults);
    // Then
    assertThat(result.objection()).hasValueSatisfying(text -> assertThat(text).contains(objection));
    assertThat(result.depth()).isLessThan(MAX_DEFECT_STEPS);
  }

  private static void assertHolds(List<Integer> runs, int faults, boolean complete) {
    Result result = explore(runs, Defect.NONE, faults);
    assertThat(result.objection()).isEqualTo(Optional.empty());
    assertThat(result.complete() || !complete).as("explored to the end").isTrue();
  }

  private static Result explore(List<Integer> runs, Defect defect, int faults) {
    long begun = System.nanoTime();
    try (Decisions decisions = new Decisions()) {
      // Go's Bootstrap asks nobody, so a candidate of ours and one of its can leave live shares of
      // both.
      Oracle oracle = new Oracle(decisions, runs.contains(BootstrapMoves.GO));
      Result result =
          new Explorer(new Moves(decisions, defect, faults, runs), oracle, MAX_WORLDS).explore();
      System.out.printf("model: runs %s, %d faults, %s: %,d worlds, %d steps deep%s, %d decisions,"
          + " %d endings with a restart of keepers, %d ms%s%n",
          runs.stream().map(run -> World.name(run + 1)).toList(), faults, defect,
          result.worlds(), result.depth(), result.complete() ? " to the end" : "",
          decisions.size(), result.refusals(), (System.nanoTime() - begun) / 1_000_000,
          result.objection().map(text -> ": " + text.lines().findFirst().orElse("")).orElse(""));
      return result;
    }
  }
}
