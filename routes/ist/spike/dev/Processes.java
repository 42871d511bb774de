// SPDX-License-Identifier: Apache-2.0
package ist.spike.dev;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** Ending processes of ours, and waiting with a bound. */
final class Processes {
  private static final Duration POLL = Duration.ofMillis(20);
  private static final Duration FORCED = Duration.ofSeconds(5);

  private Processes() {}

  /**
   * Whether it still does anything. A process that ended but that nobody waited for (an orphan in a
   * container without an init) still has an entry; it counts as gone.
   */
  static boolean isRunning(ProcessHandle process) {
    if (!process.isAlive()) {
      return false;
    }
    Path entry = Path.of("/proc", Long.toString(process.pid()));
    try (Stream<Path> threads = Files.list(entry.resolve("task"))) {
      String stat = Files.readString(entry.resolve("stat"));
      // "pid (name) state ...", and the name may hold anything, closing parentheses as well.
      boolean ended = stat.startsWith(" Z", stat.lastIndexOf(')') + 1);
      // The first thread may have ended while others still hold files, locks and ports.
      return !ended || threads.count() > 1;
    } catch (IOException | UncheckedIOException e) {
      // No such file: it ended between the two looks, or this system has no /proc.
      return process.isAlive();
    }
  }

  /** Asks all to end, waits, and kills those that did not; true when none is left. */
  static boolean end(Collection<ProcessHandle> processes, Duration grace) {
    processes.forEach(ProcessHandle::destroy);
    BooleanSupplier gone = () -> processes.stream().noneMatch(Processes::isRunning);
    if (await(gone, grace)) {
      return true;
    }
    processes.stream().filter(Processes::isRunning).forEach(ProcessHandle::destroyForcibly);
    return await(gone, FORCED);
  }

  /** Whether the condition came to hold within the bound. */
  static boolean await(BooleanSupplier condition, Duration bound) {
    return await(condition, bound, POLL);
  }

  /** The same, looking only so often. */
  static boolean await(BooleanSupplier condition, Duration bound, Duration poll) {
    long deadline = System.nanoTime() + bound.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - deadline > 0) {
        return false;
      }
      LockSupport.parkNanos(poll.toNanos());
    }
    return true;
  }
}
