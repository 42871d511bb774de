// SPDX-License-Identifier: Apache-2.0
package ist.spike.pilot;

import ist.spike.identity.Role;
import ist.spike.wire.AskWalk;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.Operation;
import ist.spike.wire.SpikeException;
import java.time.Duration;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Begins a long walk of Nexus, or joins the one that is under way, and tells how far it is.
 *
 * @param operation the walk
 * @param parse reads what Nexus tells
 * @param running whether that is no result yet
 * @param progress says it in a line
 */
record WalkWatch<R>(Operation operation, Function<byte[], R> parse, Predicate<R> running,
    Function<R, String> progress) {

  private static final Duration SHORTEST_WAIT = Duration.ofMillis(1);

  /** Waits for the end, bounded. */
  R untilEnd(Session session) {
    Duration interval = session.settings().duration("pilot.check.interval", SHORTEST_WAIT);
    Duration timeout = session.settings().duration("pilot.check.timeout", SHORTEST_WAIT);
    long end = System.nanoTime() + timeout.toNanos();
    Progress shown = Progress.of(session);
    try (Nexus nexus = session.connector().connect(Role.SUPERUSER)) {
      R told = ask(nexus, true);
      while (running.test(told)) {
        R now = told;
        shown.tell(() -> progress.apply(now));
        if (System.nanoTime() - end > 0) {
          throw new SpikeException(ErrorCode.BUSY, "the check still runs after "
              + timeout.toSeconds() + " s; the same command joins it again");
        }
        rest(interval);
        told = ask(nexus, false);
      }
      return told;
    }
  }

  private R ask(Nexus nexus, boolean start) {
    return parse.apply(nexus.ask(operation, new AskWalk(start).toJson()));
  }

  private static void rest(Duration interval) {
    try {
      Thread.sleep(interval);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SpikeException(ErrorCode.BUSY, "stopped while waiting for the check", e);
    }
  }
}
