// SPDX-License-Identifier: Apache-2.0
package ist.spike.model;

import ist.spike.keyring.BootstrapVerdict.Step;
import ist.spike.model.World.Fact;
import ist.spike.model.World.Phase;
import ist.spike.wire.AskNexusState.LeaseAction;
import java.util.List;

/** What runs of Bootstrap do, ours (B1 to B6) and Go's, which asks nobody before it makes a key. */
final class BootstrapMoves {

  static final int GO = 2;
  private static final int MAX_LATE = 1;

  private final Decisions decisions;
  private final KeeperMoves keepers;
  private final List<Integer> runs;

  BootstrapMoves(Decisions decisions, KeeperMoves keepers, List<Integer> runs) {
    this.decisions = decisions;
    this.keepers = keepers;
    this.runs = runs;
  }

  void moves(World now, List<Event> next, List<Event> faults) {
    for (int run : runs) {
      switch (now.phase(run)) {
        case UNBORN -> next.add(event(run, "starts",
            now.copy().set(run, run == GO ? Phase.DELIVERING : Phase.LOOKING)));
        case LOOKING -> look(now, run, next, faults);
        case DELIVERING -> deliver(now, run, next, faults);
        case PROVING, PROVING_AGAIN -> renew(now, run, next, faults);
        case REFILLING -> refill(now, run, next, faults);
        case VERIFYING, AWAITING_PROOF -> faults.add(event(run, "hears nothing of its proof",
            now.copy().set(run, Phase.PROVING_AGAIN)));
        default -> {
          continue;
        }
      }
      if (now.phase(run) != Phase.UNBORN) {
        faults.add(event(run, "is killed", forget(now.copy(), run).set(run, Phase.KILLED)));
        faults.add(event(run, "gives up", end(now.copy(), run)));
      }
    }
  }

  private void look(World now, int run, List<Event> next, List<Event> faults) {
    boolean all = true;
    for (int keeper = 0; keeper < World.KEEPERS; keeper++) {
      if (now.seenBy(run, keeper) == World.UNSEEN) {
        all = false;
        next.add(event(run, "looks at keeper " + (keeper + 1),
            now.copy().setSeenBy(run, keeper, now.sight(keeper))));
        faults.add(event(run, "gets no answer from keeper " + (keeper + 1),
            now.copy().setSeenBy(run, keeper, World.NO_ANSWER)));
      }
    }
    if (all) {
      decide(now, run, next, faults);
    }
  }

  private void decide(World now, int run, List<Event> next, List<Event> faults) {
    int[] sights = new int[World.KEEPERS];
    for (int keeper = 0; keeper < World.KEEPERS; keeper++) {
      sights[keeper] = now.seenBy(run, keeper);
    }
    World asked = forget(now.copy(), run);
    boolean granted = lease(asked, run, LeaseAction.ACQUIRE);
    faults.add(event(run, "does not hear what nexus answers", asked.copy()));
    Step step = decisions.bootstrap(sights, now, granted);
    switch (step) {
      case PROCEED -> next.add(event(run, "makes a key", asked.set(run, Phase.DELIVERING)));
      case DONE -> next.add(event(run, "finds a key", end(asked, run)
          .set(run, Phase.SUCCEEDED)));
      case REFUSE -> next.add(event(run, "refuses", end(asked, run)));
      case WAIT -> next.add(event(run, "waits", asked));
      default -> throw new AssertionError("a verdict about Go's Nexus: " + step);
    }
  }

  private void deliver(World now, int run, List<Event> next, List<Event> faults) {
    boolean all = true;
    for (int keeper = 0; keeper < World.KEEPERS; keeper++) {
      int delivered = now.delivered(run, keeper);
      all &= delivered == World.DONE;
      if (delivered == World.TO_DO && run != GO) {
        World asked = now.copy();
        next.add(lease(asked, run, LeaseAction.RENEW)
            ? event(run, "renews before keeper " + (keeper + 1),
                asked.setDelivered(run, keeper, World.RENEWED))
            : event(run, "has lost the lease", end(asked, run)));
      } else if (delivered != World.DONE) {
        send(now, run, keeper, next, faults);
      }
    }
    if (all) {
      next.add(event(run, "has delivered", forget(now.copy(), run).set(run, Phase.PROVING)));
    }
  }

  private void send(World now, int run, int keeper, List<Event> next, List<Event> faults) {
    String share = "share for keeper " + (keeper + 1);
    World sent = now.copy().setDelivered(run, keeper, World.TO_DO);
    next.add(event(run, share + " is taken",
        keepers.contribute(now.copy(), keeper, content(run), false)
            .setDelivered(run, keeper, World.DONE)));
    faults.add(event(run, share + " is taken, the answer lost",
        keepers.contribute(sent.copy(), keeper, content(run), false)));
    if (now.lateMessages() < MAX_LATE) {
      faults.add(event(run, share + " is late",
          keepers.late(sent.copy(), keeper, content(run), false)));
      faults.add(event(run, "is killed, its " + share + " still on its way", keepers.late(
          forget(now.copy(), run).set(run, Phase.KILLED), keeper, content(run), false)));
    }
  }

  private void renew(World now, int run, List<Event> next, List<Event> faults) {
    World asked = now.copy();
    if (run == GO) {
      next.add(event(run, "asks for its proof", asked.set(run, Phase.VERIFYING)));
      return;
    }
    boolean granted = lease(asked, run, LeaseAction.RENEW);
    boolean taken = now.get(Fact.UNSEALED) == 1 && now.get(Fact.FINAL) != run + 1;
    if (!granted || taken) {
      next.add(event(run, "is told that another was quicker", end(asked, run)));
      return;
    }
    boolean again = now.phase(run) == Phase.PROVING_AGAIN;
    next.add(event(run, "renews before its proof",
        asked.set(run, again ? Phase.REFILLING : Phase.VERIFYING)));
    if (!again) {
      faults.add(event(run, "does not hear whether it may prove",
          now.copy().set(run, Phase.PROVING_AGAIN)));
    }
  }

  private void refill(World now, int run, List<Event> next, List<Event> faults) {
    boolean all = true;
    for (int keeper = 0; keeper < World.KEEPERS; keeper++) {
      if (now.delivered(run, keeper) != World.DONE) {
        all = false;
        World seen = now.copy().setDelivered(run, keeper, World.DONE);
        next.add(now.holds(keeper, run + 1)
            ? event(run, "finds its share in keeper " + (keeper + 1), seen)
            : event(run, "brings keeper " + (keeper + 1) + " its share again",
                keepers.contribute(seen, keeper, content(run), false)));
      }
    }
    World proving = forget(now.copy(), run);
    if (all) {
      next.add(event(run, "asks for its proof again", proving.set(run, Phase.VERIFYING)));
    } else {
      faults.add(event(run, "cannot refill", proving.set(run, Phase.PROVING_AGAIN)));
    }
  }

  /** Asks for the lease; says whether the run has it. */
  private boolean lease(World world, int run, LeaseAction action) {
    int holder = decisions.lease(world.get(Fact.LEASE), run + 1, action);
    world.set(Fact.LEASE, holder);
    return holder == run + 1;
  }

  /** Ends without success, in order: the lease is given back. */
  private World end(World world, int run) {
    if (run != GO) {
      lease(world, run, LeaseAction.RELEASE);
    }
    return forget(world, run).set(run, Phase.FAILED);
  }

  private static World forget(World world, int run) {
    for (int keeper = 0; keeper < World.KEEPERS; keeper++) {
      world.setSeenBy(run, keeper, World.UNSEEN).setDelivered(run, keeper, World.TO_DO);
    }
    return world;
  }

  private static int content(int run) {
    return run == GO ? World.PLAIN_GO : run + 1;
  }

  private static Event event(int run, String what, World world) {
    return new Event("run " + World.name(run + 1) + " " + what, world);
  }
}
