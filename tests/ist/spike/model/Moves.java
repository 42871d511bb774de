// SPDX-License-Identifier: Apache-2.0
package ist.spike.model;

import ist.spike.model.World.Fact;
import java.util.ArrayList;
import java.util.List;

/**
 * Everything that can happen next in a world. Messages are lost, answered and not heard, or late;
 * anybody is killed at any moment; each of that is a fault, and there are only so many.
 */
final class Moves {

  private final int maxFaults;
  private final KeeperMoves keepers;
  private final NexusMoves nexus;
  private final BootstrapMoves bootstrap;

  /**
   * @param maxFaults how many faults there are in one history
   * @param runs which runs of Bootstrap take part: 0 and 1 are ours, 2 is Go's
   */
  Moves(Decisions decisions, Defect defect, int maxFaults, List<Integer> runs) {
    this.maxFaults = maxFaults;
    this.keepers = new KeeperMoves(decisions, defect);
    this.nexus = new NexusMoves(decisions, defect, keepers);
    this.bootstrap = new BootstrapMoves(decisions, keepers, runs);
  }

  /** A fault is counted in the world it leads to. */
  List<Event> from(World now) {
    List<Event> next = new ArrayList<>();
    List<Event> faults = new ArrayList<>();
    boolean mayFail = now.get(Fact.FAULTS) < maxFaults;
    keepers.moves(now, next, faults);
    nexus.moves(now, next, faults);
    bootstrap.moves(now, next, faults);
    if (mayFail) {
      for (Event fault : faults) {
        fault.world().set(Fact.FAULTS, now.get(Fact.FAULTS) + 1);
        next.add(fault);
      }
    }
    return next;
  }
}
