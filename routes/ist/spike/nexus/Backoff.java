// SPDX-License-Identifier: Apache-2.0
package ist.spike.nexus;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;

/**
 * When the next attempt of a timer route is due: exponential from {@code first} to {@code cap},
 * factor 2, each wait varied by half up or down (wire spec appendix B).
 */
final class Backoff {

  private final Duration first;
  private final Duration cap;
  private final LongSupplier nanoClock;
  private Duration wait;
  private long dueNanos;

  Backoff(Duration first, Duration cap, LongSupplier nanoClock) {
    this.first = first;
    this.cap = cap;
    this.nanoClock = nanoClock;
    this.wait = first;
    this.dueNanos = nanoClock.getAsLong();
  }

  /** Whether the next attempt may start; if so, the one after it is put off further. */
  synchronized boolean due() {
    long now = nanoClock.getAsLong();
    if (now - dueNanos < 0) {
      return false;
    }
    long jittered = (long) (wait.toNanos() * ThreadLocalRandom.current().nextDouble(0.5, 1.5));
    dueNanos = now + jittered;
    wait = wait.multipliedBy(2).compareTo(cap) > 0 ? cap : wait.multipliedBy(2);
    return true;
  }

  /** Starts over, because something changed for the better. */
  synchronized void reset() {
    wait = first;
    dueNanos = nanoClock.getAsLong();
  }
}
