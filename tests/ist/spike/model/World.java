// SPDX-License-Identifier: Apache-2.0
package ist.spike.model;

import java.util.Arrays;

/**
 * All that matters at one moment, in a few bytes. Keepers are interchangeable, because each has the
 * share of its position: worlds that differ in their order only are one world.
 */
@SuppressWarnings("EnumOrdinal") // The bytes live and die with one exploration.
final class World {

  static final int KEEPERS = 3;
  static final int RUNS = 3;

  /** Contents of a slot: nothing, or a share of the key of a run. */
  static final int NOTHING = 0;
  static final int KEY_A = 1;
  static final int KEY_B = 2;
  static final int KEY_GO = 3;
  static final int KEY_AGAIN = 4;
  /** A share of {@link #KEY_GO} as Go's Bootstrap hands it out, without a label. */
  static final int PLAIN_GO = 5;
  private static final int CONTENTS = 8;

  /** What somebody saw in a Keeper: not looked yet, no answer, else both slots. */
  static final int UNSEEN = 0;
  static final int NO_ANSWER = 1;
  private static final int SEEN = 2;

  /** One byte for the whole system. */
  enum Fact {
    FAULTS,
    KEEPER_CRASHED,
    CANDIDATE,
    FINAL,
    UNSEALED,
    LEASE,
    WORK,
    CLIENT,
    TARGET,
    ANSWERED
  }

  /** What Nexus is busy with. */
  enum Work {
    NONE,
    LOOKING_TO_VERIFY,
    LOOKING_TO_RECOVER,
    CONTRIBUTING
  }

  /** Where a run of Bootstrap is. */
  enum Phase {
    UNBORN,
    LOOKING,
    DELIVERING,
    PROVING,
    PROVING_AGAIN,
    REFILLING,
    VERIFYING,
    AWAITING_PROOF,
    SUCCEEDED,
    FAILED,
    KILLED;

    boolean isOver() {
      return ordinal() >= SUCCEEDED.ordinal();
    }
  }

  /** One byte for each Keeper; those of runs come three times. */
  enum Slot {
    LIVE,
    PENDING,
    /** A contribution that nobody waits for any more and that may still arrive. */
    LATE,
    NEXUS_SAW,
    /** Whether {@link #NEXUS_SAW} is of an earlier round; only with a {@link Defect}. */
    NEXUS_SAW_EARLIER,
    CONFIRMED
  }

  /** How far a contribution has come. */
  static final int TO_DO = 0;
  static final int RENEWED = 1;
  static final int DONE = 2;
  static final int LOST = 3;

  private static final int FACTS = Fact.values().length;
  private static final int SLOTS = Slot.values().length;
  private static final int BLOCK = SLOTS + 2 * RUNS;
  private static final int BLOCKS = FACTS + RUNS;
  private static final int SIZE = BLOCKS + KEEPERS * BLOCK;

  private final byte[] bytes;

  private World(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Empty Keepers, a brand-new store, nobody running. */
  static World brandNew() {
    return new World(new byte[SIZE]);
  }

  World copy() {
    return new World(bytes.clone());
  }

  int get(Fact fact) {
    return bytes[fact.ordinal()];
  }

  World set(Fact fact, int value) {
    bytes[fact.ordinal()] = (byte) value;
    return this;
  }

  Work work() {
    return Work.values()[get(Fact.WORK)];
  }

  World set(Work work) {
    return set(Fact.WORK, work.ordinal());
  }

  Phase phase(int run) {
    return Phase.values()[bytes[FACTS + run]];
  }

  World set(int run, Phase phase) {
    bytes[FACTS + run] = (byte) phase.ordinal();
    return this;
  }

  int get(int keeper, Slot slot) {
    return bytes[block(keeper) + slot.ordinal()];
  }

  World set(int keeper, Slot slot, int value) {
    bytes[block(keeper) + slot.ordinal()] = (byte) value;
    return this;
  }

  int seenBy(int run, int keeper) {
    return bytes[block(keeper) + SLOTS + run];
  }

  World setSeenBy(int run, int keeper, int value) {
    bytes[block(keeper) + SLOTS + run] = (byte) value;
    return this;
  }

  int delivered(int run, int keeper) {
    return bytes[block(keeper) + SLOTS + RUNS + run];
  }

  World setDelivered(int run, int keeper, int value) {
    bytes[block(keeper) + SLOTS + RUNS + run] = (byte) value;
    return this;
  }

  /** What one sees who looks at a Keeper now. */
  int sight(int keeper) {
    return sight(get(keeper, Slot.LIVE), get(keeper, Slot.PENDING));
  }

  static int sight(int live, int pending) {
    return SEEN + live * CONTENTS + pending;
  }

  static int live(int sight) {
    return (sight - SEEN) / CONTENTS;
  }

  static int pending(int sight) {
    return (sight - SEEN) % CONTENTS;
  }

  /** The key that a content is a share of. */
  static int key(int content) {
    return content == PLAIN_GO ? KEY_GO : content;
  }

  /** The final key, else the candidate, else nothing. */
  int known() {
    return get(Fact.FINAL) != NOTHING ? get(Fact.FINAL) : get(Fact.CANDIDATE);
  }

  boolean holds(int keeper, int key) {
    return key(get(keeper, Slot.LIVE)) == key || key(get(keeper, Slot.PENDING)) == key;
  }

  /** How many Keepers hold a share of this key in either slot. */
  int holders(int key) {
    int holders = 0;
    for (int keeper = 0; keeper < KEEPERS; keeper++) {
      holders += holds(keeper, key) ? 1 : 0;
    }
    return holders;
  }

  int lateMessages() {
    int late = 0;
    for (int keeper = 0; keeper < KEEPERS; keeper++) {
      late += get(keeper, Slot.LATE) == 0 ? 0 : 1;
    }
    return late;
  }

  /** The bytes with the Keepers in the one order that stands for all. */
  byte[] canonical() {
    byte[][] blocks = new byte[KEEPERS][];
    for (int keeper = 0; keeper < KEEPERS; keeper++) {
      blocks[keeper] = Arrays.copyOfRange(bytes, block(keeper), block(keeper + 1));
    }
    Arrays.sort(blocks, Arrays::compare);
    byte[] sorted = bytes.clone();
    for (int keeper = 0; keeper < KEEPERS; keeper++) {
      System.arraycopy(blocks[keeper], 0, sorted, block(keeper), BLOCK);
    }
    return sorted;
  }

  static World of(byte[] canonical) {
    return new World(canonical.clone());
  }

  private static int block(int keeper) {
    return BLOCKS + keeper * BLOCK;
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("nexus ");
    text.append(get(Fact.FINAL) != 0
        ? "final " + name(get(Fact.FINAL))
        : get(Fact.CANDIDATE) != 0 ? "candidate " + name(get(Fact.CANDIDATE)) : "new");
    text.append(get(Fact.UNSEALED) == 1 ? " unsealed" : " sealed").append(", keepers");
    for (int keeper = 0; keeper < KEEPERS; keeper++) {
      text.append(" [").append(name(get(keeper, Slot.LIVE))).append('|')
          .append(name(get(keeper, Slot.PENDING))).append(']');
    }
    return text.toString();
  }

  static String name(int content) {
    return switch (content) {
      case NOTHING -> "-";
      case KEY_A -> "A";
      case KEY_B -> "B";
      case KEY_GO -> "G";
      case KEY_AGAIN -> "R";
      case PLAIN_GO -> "g";
      default -> throw new IllegalArgumentException("no content " + content);
    };
  }
}
