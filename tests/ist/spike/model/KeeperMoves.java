// SPDX-License-Identifier: Apache-2.0
package ist.spike.model;

import ist.spike.model.World.Fact;
import ist.spike.model.World.Slot;
import java.util.List;

/** What happens to Keepers: they take shares, now or late, and they restart (K1, K2, K5). */
final class KeeperMoves {

  private static final int BY_NEXUS = 8;

  private final Decisions decisions;
  private final Defect defect;

  KeeperMoves(Decisions decisions, Defect defect) {
    this.decisions = decisions;
    this.defect = defect;
  }

  /** The Keeper takes the share now. */
  World contribute(World world, int keeper, int content, boolean byNexus) {
    boolean live = byNexus || defect == Defect.BOOTSTRAP_WRITES_LIVE;
    int sight = decisions.contribute(keeper, world.sight(keeper), content, live);
    return world.set(keeper, Slot.LIVE, World.live(sight)).set(keeper, Slot.PENDING,
        World.pending(sight));
  }

  /** The share is on its way, and nobody waits for it any more. */
  World late(World world, int keeper, int content, boolean byNexus) {
    return world.set(keeper, Slot.LATE, content + (byNexus ? BY_NEXUS : 0));
  }

  void moves(World now, List<Event> next, List<Event> faults) {
    for (int keeper = 0; keeper < World.KEEPERS; keeper++) {
      int late = now.get(keeper, Slot.LATE);
      if (late != 0) {
        World taken = contribute(now.copy(), keeper, late % BY_NEXUS, late >= BY_NEXUS);
        next.add(new Event("keeper " + (keeper + 1) + " takes a late share of "
            + World.name(late % BY_NEXUS), taken.set(keeper, Slot.LATE, 0)));
      }
      boolean empty = now.sight(keeper) == World.sight(World.NOTHING, World.NOTHING);
      if (!empty) {
        faults.add(new Event("keeper " + (keeper + 1) + " restarts",
            now.copy().set(keeper, Slot.LIVE, World.NOTHING)
                .set(keeper, Slot.PENDING, World.NOTHING).set(Fact.KEEPER_CRASHED, 1)));
      }
    }
  }
}
