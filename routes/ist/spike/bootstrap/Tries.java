// SPDX-License-Identifier: Apache-2.0
package ist.spike.bootstrap;

import ist.spike.bootstrap.BootstrapSettings.Retry;

/** Counts the attempts at one thing, within a number and a time. Used by one thread at a time. */
final class Tries {

  private final Retry limits;
  private final long startedNanos = System.nanoTime();
  private int attempts;

  Tries(Retry limits) {
    this.limits = limits;
  }

  /** One more begins; says how many that makes. */
  int begin() {
    attempts++;
    return attempts;
  }

  int attempts() {
    return attempts;
  }

  /** Whether another one is within the limits. */
  boolean mayGoOn() {
    return attempts < limits.attempts()
        && System.nanoTime() - startedNanos < limits.total().toNanos();
  }
}
