// SPDX-License-Identifier: Apache-2.0
package ist.spike.pilot;

import ist.spike.wire.ErrorCode;
import ist.spike.wire.SpikeException;
import java.time.Duration;
import java.util.function.Supplier;

/** Asks again while Nexus is busy: for long work that would otherwise have to begin anew. */
final class Patience {

  /** With the waits between them, about 17 seconds. */
  private static final int MAX_TRIES = 13;
  private static final Duration FIRST_WAIT = Duration.ofMillis(100);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(2);

  private Patience() {}

  /** The answer, or what the last try failed with. */
  static <T> T ask(Terminal terminal, Supplier<T> question) {
    Duration wait = FIRST_WAIT;
    for (int tries = 1;; tries++) {
      try {
        return question.get();
      } catch (SpikeException e) {
        boolean busy = e.code() == ErrorCode.NOT_READY || e.code() == ErrorCode.BUSY;
        if (!busy || tries == MAX_TRIES) {
          throw e;
        }
        terminal.say("nexus is busy; trying again in " + wait.toMillis() + " ms");
      }
      rest(wait);
      wait = wait.multipliedBy(2).compareTo(LONGEST_WAIT) < 0 ? wait.multipliedBy(2) : LONGEST_WAIT;
    }
  }

  private static void rest(Duration wait) {
    try {
      Thread.sleep(wait);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SpikeException(ErrorCode.BUSY, "stopped while waiting for nexus", e);
    }
  }
}
