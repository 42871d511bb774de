// SPDX-License-Identifier: Apache-2.0
package ist.spike.keyring;

/**
 * What Bootstrap does next, before it has made a key.
 *
 * @param step what to do
 * @param reason why, in one sentence for the operator
 * @param shares how many shares to make; 0 unless it proceeds
 * @param threshold how many combine; 0 unless it proceeds
 */
public record BootstrapVerdict(Step step, String reason, int shares, int threshold) {

  /** The ways on. */
  public enum Step {
    /** Make a key for a Nexus of ours. */
    PROCEED,
    /** Make a key for SPIKE's own Nexus, split the way it will split it itself. */
    PROCEED_LIKE_SPIKE,
    /** Nexus has its key already: exit 0. */
    DONE,
    /** No key is wanted: exit 0. */
    NOT_NEEDED,
    /** Ask again a little later, for a bounded time. */
    WAIT,
    /** Going on would do harm: exit 1. */
    REFUSE
  }

  /** A verdict that makes no key. */
  public static BootstrapVerdict of(Step step, String reason) {
    return new BootstrapVerdict(step, reason, 0, 0);
  }

  /** Whether a key may be made. */
  public boolean proceeds() {
    return step == Step.PROCEED || step == Step.PROCEED_LIKE_SPIKE;
  }
}
