// SPDX-License-Identifier: Apache-2.0
package ist.spike.attack;

import ist.spike.attack.KillOrder.Moment;

/**
 * One way to kill: what goes on, where somebody is then, and who dies.
 *
 * @param flow what goes on
 * @param program who is at the step
 * @param step route and id of the step
 * @param visit at which visit of the step, from 1
 * @param moment before or after it
 * @param victim who dies, the program itself or another one
 */
record KillPoint(Flow flow, String program, String step, int visit, Moment moment,
    String victim) {

  /** What of the life of a root key is disturbed. */
  enum Flow {
    /** Bootstrap makes the key. */
    BOOTSTRAP,
    /** Nexus was restarted and gets the key from the Keepers. */
    RECOVERY,
    /** A Keeper was restarted and gets its share from Nexus. */
    REFILL,
    /** Everybody was restarted and custodians bring their shares. */
    RESTORE
  }

  boolean isSuicide() {
    return program.equals(victim);
  }

  /** A side of a step of a kind of program: what has to be covered. */
  String place() {
    return moment + " " + step + " in " + program.replaceFirst("-.*", "");
  }

  @Override
  public String toString() {
    return flow + ": " + victim + " dies " + moment + " visit " + visit + " of " + step + " in "
        + program;
  }
}
