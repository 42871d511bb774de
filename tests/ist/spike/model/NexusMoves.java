// SPDX-License-Identifier: Apache-2.0
package ist.spike.model;

import ist.spike.model.World.Fact;
import ist.spike.model.World.Phase;
import ist.spike.model.World.Slot;
import ist.spike.model.World.Work;
import java.util.List;

/** What Nexus does: looks, takes a key, hands it out, looks after Keepers, restarts (N1 to N6). */
final class NexusMoves {

  private static final int MAX_LATE = 1;

  private final Decisions decisions;
  private final Defect defect;
  private final KeeperMoves keepers;

  NexusMoves(Decisions decisions, Defect defect, KeeperMoves keepers) {
    this.decisions = decisions;
    this.defect = defect;
    this.keepers = keepers;
  }

  void moves(World now, List<Event> next, List<Event> faults) {
    switch (now.work()) {
      case NONE -> idle(now, next, faults);
      case LOOKING_TO_VERIFY, LOOKING_TO_RECOVER -> look(now, next, faults);
      case CONTRIBUTING -> contribute(now, next, faults);
    }
    faults.add(new Event("nexus restarts", restart(now.copy())));
    if (now.work() == Work.CONTRIBUTING && now.lateMessages() < MAX_LATE) {
      for (int keeper = 0; keeper < World.KEEPERS; keeper++) {
        if (now.get(keeper, Slot.CONFIRMED) == World.TO_DO) {
          World late = keepers.late(restart(now.copy()), keeper, now.get(Fact.TARGET), true);
          faults.add(new Event(
              "nexus restarts, its share for keeper " + (keeper + 1) + " still on its way", late));
        }
      }
    }
    if (now.get(Fact.LEASE) != 0) {
      faults.add(new Event("the lease ends", now.copy().set(Fact.LEASE, 0)));
    }
  }

  private void idle(World now, List<Event> next, List<Event> faults) {
    if (now.get(Fact.UNSEALED) == 1) {
      beat(now, next, faults);
    } else if (now.known() != World.NOTHING) {
      next.add(new Event("nexus begins to recover",
          beginLook(now.copy().set(Work.LOOKING_TO_RECOVER).set(Fact.CLIENT, 0))));
    }
    for (int run = 0; run < World.RUNS; run++) {
      if (now.phase(run) == Phase.VERIFYING) {
        next.add(new Event("nexus takes the probe of run " + World.name(run + 1),
            verify(now.copy(), run)));
      }
    }
  }

  private World verify(World world, int run) {
    int key = run + 1;
    if (world.get(Fact.UNSEALED) == 1) {
      return world.get(Fact.FINAL) == key ? answer(world, run, true) : answer(world, run, false);
    }
    if (world.get(Fact.FINAL) != 0 && defect != Defect.VERIFY_OVER_FINAL) {
      return answer(world, run, false);
    }
    return beginLook(world.set(run, Phase.AWAITING_PROOF).set(Work.LOOKING_TO_VERIFY)
        .set(Fact.CLIENT, run + 1).set(Fact.TARGET, key));
  }

  /** Tells the run, if it still waits, whether its key was proved. */
  private static World answer(World world, int run, boolean proved) {
    if (proved && world.get(Fact.LEASE) == run + 1) {
      world.set(Fact.LEASE, 0);
    }
    return world.set(run, proved ? Phase.SUCCEEDED : Phase.PROVING_AGAIN);
  }

  private World beginLook(World world) {
    for (int keeper = 0; keeper < World.KEEPERS; keeper++) {
      int earlier = world.get(keeper, Slot.NEXUS_SAW);
      if (defect == Defect.SHARES_KEPT_BETWEEN_ROUNDS && earlier > World.NO_ANSWER) {
        world.set(keeper, Slot.NEXUS_SAW_EARLIER, earlier);
      }
      world.set(keeper, Slot.NEXUS_SAW, World.UNSEEN);
    }
    return world;
  }

  private void look(World now, List<Event> next, List<Event> faults) {
    boolean all = true;
    for (int keeper = 0; keeper < World.KEEPERS; keeper++) {
      if (now.get(keeper, Slot.NEXUS_SAW) == World.UNSEEN) {
        all = false;
        String who = "keeper " + (keeper + 1);
        next.add(new Event("nexus looks at " + who,
            now.copy().set(keeper, Slot.NEXUS_SAW, now.sight(keeper))));
        faults.add(new Event("nexus gets no answer from " + who,
            now.copy().set(keeper, Slot.NEXUS_SAW, World.NO_ANSWER)));
      }
    }
    if (all) {
      next.add(decide(now.copy()));
    }
  }

  private Event decide(World world) {
    int[] sights = new int[World.KEEPERS];
    for (int keeper = 0; keeper < World.KEEPERS; keeper++) {
      int earlier = world.get(keeper, Slot.NEXUS_SAW_EARLIER);
      int saw = world.get(keeper, Slot.NEXUS_SAW);
      boolean nothing = saw == World.NO_ANSWER || saw == World.sight(0, 0);
      sights[keeper] = nothing && earlier != World.UNSEEN ? earlier : saw;
    }
    boolean known = world.work() == Work.LOOKING_TO_RECOVER;
    boolean isFinal = known && world.get(Fact.FINAL) != 0;
    int key = known
        ? decisions.storeKey(sights, world.known())
        : decisions.firstKey(sights, world.known(), world.get(Fact.TARGET));
    if (key == World.NOTHING) {
      return new Event("nexus finds no key", end(world, false));
    }
    if (isFinal) {
      return new Event("nexus recovers " + World.name(key), end(unseal(world, key), false));
    }
    if (defect == Defect.FINAL_BEFORE_CONFIRMED) {
      return new Event("nexus makes " + World.name(key) + " final at once",
          end(unseal(world, key), true));
    }
    for (int keeper = 0; keeper < World.KEEPERS; keeper++) {
      world.set(keeper, Slot.CONFIRMED, World.TO_DO);
    }
    return new Event("nexus names " + World.name(key) + " as candidate",
        world.set(Fact.CANDIDATE, defect == Defect.CANDIDATE_NOT_STORED ? World.NOTHING : key)
            .set(Fact.TARGET, key).set(Work.CONTRIBUTING));
  }

  private void contribute(World now, List<Event> next, List<Event> faults) {
    int key = now.get(Fact.TARGET);
    int confirmed = 0;
    boolean all = true;
    for (int keeper = 0; keeper < World.KEEPERS; keeper++) {
      if (now.get(keeper, Slot.CONFIRMED) == World.TO_DO) {
        all = false;
        contribute(now, keeper, next, faults);
      }
      confirmed += now.get(keeper, Slot.CONFIRMED) == World.DONE ? 1 : 0;
    }
    if (all && decisions.isConfirmed(key, confirmed)) {
      next.add(new Event("nexus makes " + World.name(key) + " final",
          end(unseal(now.copy(), key), true)));
    } else if (all) {
      next.add(new Event("nexus is not confirmed", end(now.copy(), false)));
    }
  }

  private void contribute(World now, int keeper, List<Event> next, List<Event> faults) {
    int key = now.get(Fact.TARGET);
    String share = "the live share of " + World.name(key) + " for keeper " + (keeper + 1);
    next.add(new Event(share + " is taken", keepers.contribute(now.copy(), keeper, key, true)
        .set(keeper, Slot.CONFIRMED, World.DONE)));
    World lost = now.copy().set(keeper, Slot.CONFIRMED, World.LOST);
    faults.add(new Event(share + " is taken, the answer lost",
        keepers.contribute(lost.copy(), keeper, key, true)));
    if (now.lateMessages() < MAX_LATE) {
      faults.add(new Event(share + " is late", keepers.late(lost.copy(), keeper, key, true)));
    }
    faults.add(new Event(share + " is lost", lost));
  }

  private void beat(World now, List<Event> next, List<Event> faults) {
    int key = now.get(Fact.FINAL);
    for (int keeper = 0; keeper < World.KEEPERS; keeper++) {
      if (decisions.isRefilled(keeper, now.sight(keeper), key)) {
        String who = "keeper " + (keeper + 1);
        next.add(new Event("nexus refills " + who,
            keepers.contribute(now.copy(), keeper, key, true)));
        if (now.lateMessages() < MAX_LATE) {
          faults.add(new Event("nexus refills " + who + ", but late",
              keepers.late(now.copy(), keeper, key, true)));
        }
      }
    }
  }

  private static World unseal(World world, int key) {
    return world.set(Fact.FINAL, key).set(Fact.CANDIDATE, 0).set(Fact.UNSEALED, 1)
        .set(Fact.ANSWERED, world.get(Fact.ANSWERED) | 1 << key);
  }

  /** Ends what Nexus was busy with, and tells the run that waits for it. */
  private World end(World world, boolean took) {
    int client = world.get(Fact.CLIENT);
    boolean proved = took && world.get(Fact.FINAL) == client;
    if (client != 0 && world.phase(client - 1) == Phase.AWAITING_PROOF) {
      answer(world, client - 1, proved);
    }
    world.set(Work.NONE).set(Fact.CLIENT, 0).set(Fact.TARGET, 0);
    for (int keeper = 0; keeper < World.KEEPERS; keeper++) {
      world.set(keeper, Slot.CONFIRMED, World.TO_DO);
      if (defect != Defect.SHARES_KEPT_BETWEEN_ROUNDS) {
        world.set(keeper, Slot.NEXUS_SAW, World.UNSEEN);
      }
    }
    return world;
  }

  private World restart(World world) {
    end(world, false);
    for (int keeper = 0; keeper < World.KEEPERS; keeper++) {
      world.set(keeper, Slot.NEXUS_SAW, World.UNSEEN)
          .set(keeper, Slot.NEXUS_SAW_EARLIER, World.UNSEEN);
    }
    return world.set(Fact.UNSEALED, 0).set(Fact.LEASE, 0);
  }
}
