// SPDX-License-Identifier: Apache-2.0
package ist.spike.nexus;

import ist.spike.wire.ErrorCode;
import ist.spike.wire.SpikeException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongConsumer;
import java.util.function.LongFunction;

/**
 * A walk that takes longer than any request should: one at a time, beside everything else, and whoever
 * asks is told how far it is or how the last one ended.
 *
 * @param <R> what is told
 */
final class BackgroundWalk<R> {

  private static final long NANOS_PER_MILLI = Duration.ofMillis(1).toNanos();

  private final Terms<R> terms;
  private final AtomicReference<Optional<R>> latest = new AtomicReference<>(Optional.empty());
  private boolean walking;

  BackgroundWalk(Terms<R> terms) {
    this.terms = terms;
  }

  /**
   * What is walked and how it is told.
   *
   * @param thread its name
   * @param running tells how far the walk is
   * @param walk walks, telling its progress
   * @param failed tells why there is no result
   */
  record Terms<R>(String thread, LongFunction<R> running, Walk<R> walk, Failure<R> failed) {}

  /** The walk itself. */
  @FunctionalInterface
  interface Walk<R> {
    R walk(LongConsumer progress, Stopwatch stopwatch);
  }

  /** Tells why there is no result. */
  @FunctionalInterface
  interface Failure<R> {
    R report(long millis, String problem);
  }

  /** How long the walk has taken. */
  @FunctionalInterface
  interface Stopwatch {
    long millis();
  }

  /**
   * Begins a walk if wanted and none is under way.
   *
   * @throws SpikeException {@code NOT_FOUND} when there never was one
   */
  R ask(boolean start) {
    if (start) {
      start();
    }
    return latest.get().orElseThrow(() -> new SpikeException(ErrorCode.NOT_FOUND,
        "no check was started since this Nexus runs"));
  }

  private synchronized void start() {
    if (!walking) {
      walking = true;
      latest.set(Optional.of(terms.running().apply(0)));
      // A platform thread, since SQLite would hold a virtual one's carrier.
      Thread.ofPlatform().name(terms.thread()).daemon().start(this::walk);
    }
  }

  private void walk() {
    long begun = System.nanoTime();
    Stopwatch stopwatch = () -> (System.nanoTime() - begun) / NANOS_PER_MILLI;
    R found;
    try {
      found = terms.walk().walk(
          done -> latest.set(Optional.of(terms.running().apply(done))), stopwatch);
    } catch (SpikeException e) {
      found = terms.failed().report(stopwatch.millis(), e.sentence());
    } catch (RuntimeException | Error e) {
      // SECURITY: the message may quote what was read; only the type is told.
      found = terms.failed().report(stopwatch.millis(),
          "the check failed: " + e.getClass().getName());
    }
    end(found);
  }

  private synchronized void end(R found) {
    walking = false;
    latest.set(Optional.of(found));
  }
}
