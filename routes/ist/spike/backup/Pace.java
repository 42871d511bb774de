// SPDX-License-Identifier: Apache-2.0
package ist.spike.backup;

import ist.spike.wire.ErrorCode;
import ist.spike.wire.SpikeException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Ends one piece of work with another machine when it is too slow, however regularly single bytes of an answer come:
 * time-outs between bytes do not see that. Work has some patience, and earns time with the bytes it carries; time
 * counts only while somebody waits. When it is used up, the thread that waits is interrupted until it comes out.
 */
final class Pace implements AutoCloseable {

  private static final long AGAIN_MS = 100;

  private final String name;
  private final Limits limits;
  private long bytes;
  private long waitedNanos;
  private long sinceNanos;
  private @Nullable Thread waiting;
  private boolean interrupted;
  private boolean closed;

  /**
   * How slow work may be.
   *
   * @param patience for everything but the bytes carried
   * @param bytesPerSecond with which they earn time
   */
  record Limits(Duration patience, int bytesPerSecond) {}

  /** What is waited for. */
  @FunctionalInterface
  interface Work<T> {
    T run() throws IOException;
  }

  /** @param name of the other machine's place, for messages */
  Pace(String name, Limits limits) {
    this.name = name;
    this.limits = limits;
    Thread.ofVirtual().name("pace of " + name).start(this::watch);
  }

  /**
   * Does work, for as long as there is time; one thread at a time.
   *
   * @throws SpikeException {@code UNREACHABLE} when the time is used up
   */
  <T> T call(Work<T> work) throws IOException {
    enter();
    try {
      return work.run();
    } catch (IOException | RuntimeException e) {
      if (wasInterrupted()) {
        throw tooSlow(e);
      }
      throw e;
    } finally {
      leave();
    }
  }

  /** Bytes that went to the other machine, or came from it. */
  synchronized void carried(long more) {
    bytes += more;
  }

  private synchronized void enter() {
    sinceNanos = System.nanoTime();
    waiting = Thread.currentThread();
    notifyAll();
  }

  private synchronized void leave() {
    waitedNanos += System.nanoTime() - sinceNanos;
    waiting = null;
    if (interrupted) {
      // It may have come when the work was done already.
      Thread.interrupted();
    }
  }

  private synchronized boolean wasInterrupted() {
    return interrupted;
  }

  private synchronized void watch() {
    try {
      while (!closed) {
        long leftMs = leftMs();
        if (waiting == null) {
          wait();
        } else if (leftMs > 0) {
          wait(leftMs);
        } else {
          interrupted = true;
          waiting.interrupt();
          wait(AGAIN_MS);
        }
      }
    } catch (InterruptedException e) {
      throw new AssertionError("nobody else has this thread", e);
    }
  }

  private long leftMs() {
    return limits.patience().toMillis() + bytes * 1_000 / limits.bytesPerSecond()
        - TimeUnit.NANOSECONDS.toMillis(waitedNanos + System.nanoTime() - sinceNanos);
  }

  private synchronized SpikeException tooSlow(Exception cause) {
    return new SpikeException(ErrorCode.UNREACHABLE, name + " is too slow: given up at " + bytes
        + " bytes; backup.pace.patience and backup.pace.rate say how slow it may be", cause);
  }

  @Override
  public synchronized void close() {
    closed = true;
    notifyAll();
  }
}
