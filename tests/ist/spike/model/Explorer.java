// SPDX-License-Identifier: Apache-2.0
package ist.spike.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Visits every world that can be reached from a brand-new one, nearest first, each once. So the first
 * violation found has the shortest history there is.
 */
final class Explorer {

  private static final int FIRST_CAPACITY = 1 << 20;

  private final Moves moves;
  private final Oracle oracle;
  private final int maxWorlds;
  private final List<byte[]> worlds = new ArrayList<>();
  private int[] parents = new int[FIRST_CAPACITY];
  private int[] table = new int[2 * FIRST_CAPACITY];

  /**
   * What was found.
   *
   * @param worlds how many worlds were visited
   * @param depth how many steps the longest of the shortest histories has
   * @param complete whether there are no others within the bounds
   * @param refusals of how many different endings a run again says that the Keepers must be restarted
   * @param objection what is wrong, with its history; empty when nothing is
   */
  record Result(int worlds, int depth, boolean complete, int refusals,
      Optional<String> objection) {}

  Explorer(Moves moves, Oracle oracle, int maxWorlds) {
    this.moves = moves;
    this.oracle = oracle;
    this.maxWorlds = maxWorlds;
  }

  Result explore() {
    Arrays.fill(table, -1);
    add(World.brandNew().canonical(), -1);
    int depth = 0;
    int levelEnd = worlds.size();
    for (int i = 0; i < worlds.size(); i++) {
      if (i == levelEnd) {
        depth++;
        levelEnd = worlds.size();
      }
      World now = World.of(worlds.get(i));
      for (Event event : moves.from(now)) {
        Optional<String> objection = oracle.objection(now, event.world());
        if (objection.isPresent()) {
          return result(depth + 1, false,
              Optional.of(objection.get() + history(i, event)));
        }
        add(event.world().canonical(), i);
      }
      if (worlds.size() > maxWorlds) {
        return result(depth, false, Optional.empty());
      }
    }
    return result(depth, true, Optional.empty());
  }

  private Result result(int depth, boolean complete, Optional<String> objection) {
    return new Result(worlds.size(), depth, complete, oracle.refusals(), objection);
  }

  private void add(byte[] world, int parent) {
    int slot = slot(world);
    if (table[slot] >= 0) {
      return;
    }
    if (worlds.size() == parents.length) {
      grow();
      slot = slot(world);
    }
    table[slot] = worlds.size();
    parents[worlds.size()] = parent;
    worlds.add(world);
  }

  /** Where the world is in the table, or where it belongs. */
  private int slot(byte[] world) {
    int hash = Arrays.hashCode(world) * 0x9E3779B9;
    int slot = (hash ^ hash >>> 15) & table.length - 1;
    while (table[slot] >= 0 && !Arrays.equals(worlds.get(table[slot]), world)) {
      slot = slot + 1 & table.length - 1;
    }
    return slot;
  }

  private void grow() {
    parents = Arrays.copyOf(parents, 2 * parents.length);
    table = new int[2 * parents.length];
    Arrays.fill(table, -1);
    for (int i = 0; i < worlds.size(); i++) {
      table[slot(worlds.get(i))] = i;
    }
  }

  /** Every step from the beginning, with the world after it. */
  private String history(int last, Event violation) {
    List<byte[]> path = new ArrayList<>();
    for (int i = last; i > 0; i = parents[i]) {
      path.addFirst(worlds.get(i));
    }
    path.add(violation.world().canonical());
    StringBuilder text = new StringBuilder();
    World now = World.brandNew();
    for (byte[] wanted : path) {
      // Gone through again with the Keepers in their places, which the stored worlds have lost.
      Event event = moves.from(now).stream()
          .filter(each -> Arrays.equals(each.world().canonical(), wanted)).findFirst()
          .orElseThrow();
      now = event.world();
      text.append(String.format("%n  %-58s %s", event.what(), now));
    }
    return text.toString();
  }
}
