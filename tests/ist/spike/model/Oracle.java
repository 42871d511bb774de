// SPDX-License-Identifier: Apache-2.0
package ist.spike.model;

import ist.spike.keyring.BootstrapVerdict.Step;
import ist.spike.model.World.Fact;
import ist.spike.model.World.Slot;
import ist.spike.model.World.Work;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What must hold in every world, and what a run of Bootstrap in peace must make of it. */
final class Oracle {

  private static final int MAX_ROUNDS = 4;

  private final Decisions decisions;
  private final KeeperMoves keepers;
  private final boolean mayRefuse;
  private final Map<List<Integer>, String> endings = new HashMap<>();
  private int refusals;

  /**
   * @param mayRefuse whether it is a good end, while no key is final, that Bootstrap refuses to go on
   *     until the Keepers are restarted
   */
  Oracle(Decisions decisions, boolean mayRefuse) {
    this.decisions = decisions;
    this.keepers = new KeeperMoves(decisions, Defect.NONE);
    this.mayRefuse = mayRefuse;
  }

  /** In how many different situations a run again refuses. */
  int refusals() {
    return refusals;
  }

  /** What is wrong with a step, in one sentence; empty when nothing is. */
  Optional<String> objection(World before, World after) {
    int key = after.get(Fact.FINAL);
    if (before.get(Fact.FINAL) != 0 && before.get(Fact.FINAL) != key) {
      return Optional.of("the final key was replaced: its data are lost");
    }
    if (Integer.bitCount(after.get(Fact.ANSWERED)) > 1) {
      return Optional.of("two keys have answered");
    }
    if (isFound(before, after) && shown(before, after.known()) < Decisions.THRESHOLD) {
      return Optional.of("a key was taken from fewer than a threshold of reachable shares");
    }
    if (key != 0 && after.get(Fact.KEEPER_CRASHED) == 0
        && after.holders(key) < Decisions.THRESHOLD) {
      return Optional.of("the final key cannot be recovered, and no Keeper ever restarted");
    }
    if (key != 0 && (decisions.storeKey(sights(after), key) == key) != (after
        .holders(key) >= Decisions.THRESHOLD)) {
      return Optional.of("the key is not available exactly when a threshold of shares is");
    }
    return afterRunInPeace(after);
  }

  /** Whether a round of Nexus just found a key. */
  private static boolean isFound(World before, World after) {
    boolean looked =
        before.work() == Work.LOOKING_TO_VERIFY || before.work() == Work.LOOKING_TO_RECOVER;
    return looked && (after.work() == Work.CONTRIBUTING
        || after.get(Fact.UNSEALED) > before.get(Fact.UNSEALED));
  }

  /** How many Keepers showed Nexus a share of this key in the round that just ended. */
  private static int shown(World world, int key) {
    int shown = 0;
    for (int keeper = 0; keeper < World.KEEPERS; keeper++) {
      int saw = world.get(keeper, Slot.NEXUS_SAW);
      boolean holds = saw > World.NO_ANSWER
          && (World.key(World.live(saw)) == key || World.key(World.pending(saw)) == key);
      shown += holds ? 1 : 0;
    }
    return shown;
  }

  /**
   * Whoever runs is killed, nothing is on its way any more, and Bootstrap runs again undisturbed: it
   * must end with one live share set, unless a threshold of a final key's shares is gone, which is
   * the custodians' to bring back.
   */
  private Optional<String> afterRunInPeace(World world) {
    World calm = World.brandNew().set(Fact.CANDIDATE, world.get(Fact.CANDIDATE))
        .set(Fact.FINAL, world.get(Fact.FINAL)).set(Fact.UNSEALED, world.get(Fact.UNSEALED));
    for (int keeper = 0; keeper < World.KEEPERS; keeper++) {
      calm.set(keeper, Slot.LIVE, world.get(keeper, Slot.LIVE)).set(keeper, Slot.PENDING,
          world.get(keeper, Slot.PENDING));
    }
    List<Integer> asked = List.of(Arrays.hashCode(calm.canonical()), calm.get(Fact.FINAL),
        calm.get(Fact.CANDIDATE), calm.get(Fact.UNSEALED));
    String ending = endings.computeIfAbsent(asked, _ -> run(calm));
    return Optional.of(ending).filter(text -> !text.isEmpty());
  }

  private String run(World world) {
    boolean lost = world.get(Fact.FINAL) != 0 && world.get(Fact.UNSEALED) == 0
        && world.holders(world.get(Fact.FINAL)) < Decisions.THRESHOLD;
    for (int round = 0; round < MAX_ROUNDS; round++) {
      recover(world);
      Step step = decisions.bootstrap(sights(world), world, true);
      if (step == Step.PROCEED) {
        bootstrap(world);
      } else if (step == Step.REFUSE) {
        return refused(world);
      }
    }
    if (lost) {
      return world.get(Fact.UNSEALED) == 0 ? "" : "a key is there that was lost";
    }
    return isOneLiveSet(world)
        ? ""
        : "bootstrap run again does not end in one live share set: " + world;
  }

  /** SECURITY: nothing hangs on these shares only as long as the store has no final key. */
  private String refused(World world) {
    refusals++;
    if (!mayRefuse || world.get(Fact.FINAL) != 0) {
      return "bootstrap run again refuses to go on";
    }
    for (int keeper = 0; keeper < World.KEEPERS; keeper++) {
      world.set(keeper, Slot.LIVE, World.NOTHING).set(keeper, Slot.PENDING, World.NOTHING);
    }
    return run(world);
  }

  /** What Nexus does by itself: recover, finish a candidate, refill. */
  private void recover(World world) {
    if (world.get(Fact.UNSEALED) == 0 && world.known() != 0) {
      int key = decisions.storeKey(sights(world), world.known());
      if (key != 0 && world.get(Fact.FINAL) == 0) {
        handOut(world, key);
      }
      world.set(Fact.UNSEALED, key == 0 ? 0 : 1);
    }
    if (world.get(Fact.UNSEALED) == 1) {
      for (int keeper = 0; keeper < World.KEEPERS; keeper++) {
        if (decisions.isRefilled(keeper, world.sight(keeper), world.get(Fact.FINAL))) {
          keepers.contribute(world, keeper, world.get(Fact.FINAL), true);
        }
      }
    }
  }

  private void bootstrap(World world) {
    for (int keeper = 0; keeper < World.KEEPERS; keeper++) {
      keepers.contribute(world, keeper, World.KEY_AGAIN, false);
    }
    int key = decisions.firstKey(sights(world), world.known(), World.KEY_AGAIN);
    if (key != World.NOTHING) {
      handOut(world, key);
    }
  }

  private void handOut(World world, int key) {
    for (int keeper = 0; keeper < World.KEEPERS; keeper++) {
      keepers.contribute(world, keeper, key, true);
    }
    world.set(Fact.FINAL, key).set(Fact.CANDIDATE, 0).set(Fact.UNSEALED, 1);
  }

  private static boolean isOneLiveSet(World world) {
    int key = world.get(Fact.FINAL);
    boolean one = key != 0 && world.get(Fact.UNSEALED) == 1;
    for (int keeper = 0; keeper < World.KEEPERS; keeper++) {
      one &= world.get(keeper, Slot.LIVE) == key;
    }
    return one;
  }

  private static int[] sights(World world) {
    int[] sights = new int[World.KEEPERS];
    for (int keeper = 0; keeper < World.KEEPERS; keeper++) {
      sights[keeper] = world.sight(keeper);
    }
    return sights;
  }
}
