// SPDX-License-Identifier: Apache-2.0
package ist.spike.nexus;

import ist.spike.wire.ErrorCode;
import ist.spike.wire.SpikeException;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * A point in time that several calls share.
 *
 * @param nanos when, by the clock
 * @param nanoClock a clock that never goes back
 */
record Deadline(long nanos, LongSupplier nanoClock) {

  private static final long STEP_MS = 100;

  /** So far from now. */
  static Deadline in(Duration time, LongSupplier nanoClock) {
    return new Deadline(nanoClock.getAsLong() + time.toNanos(), nanoClock);
  }

  /**
   * How long the next call may take, in whole steps of {@value #STEP_MS} ms, so that one trouble reads
   * the same each time; unreachable when no time is left.
   */
  Duration left() {
    long leftMs = Duration.ofNanos(nanos - nanoClock.getAsLong()).toMillis();
    if (leftMs < 1) {
      throw new SpikeException(ErrorCode.UNREACHABLE, "its time was up before it had answered all");
    }
    return Duration.ofMillis(Math.ceilDiv(leftMs, STEP_MS) * STEP_MS);
  }
}
