// SPDX-License-Identifier: Apache-2.0
package ist.spike.store;

import ist.spike.wire.ErrorCode;
import ist.spike.wire.SpikeException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves what was committed from the log into the database, beside the writer and not in its way. When
 * the writer rests for a while the log is emptied, so that what was pruned is on the disk no more; not
 * earlier, for a flush takes half as long where the log is written over as where it grows. If this
 * falls behind, the writer does it itself at {@value Database#CHECKPOINT_PAGES} pages.
 */
final class Checkpointer implements AutoCloseable {

  /** Often enough for a short log, seldom enough to write a busy page once instead of many times. */
  private static final Duration INTERVAL = Duration.ofSeconds(1);
  /** Without a commit. */
  private static final Duration REST = Duration.ofSeconds(5);
  /** A log that is used all the time is emptied as soon as it can be after this. */
  private static final Duration MAX_AGE = Duration.ofMinutes(1);
  private static final Duration CLOSE_WAIT = Duration.ofSeconds(30);
  private static final Logger LOG = LoggerFactory.getLogger(Checkpointer.class);

  private final Path file;
  private final StoreReaders readers;
  private final Semaphore committed = new Semaphore(0);
  private final Semaphore closing = new Semaphore(0);
  private final Thread thread;
  /** The times of System.nanoTime when the log was empty, and when something was found in it. */
  private long emptied = System.nanoTime();
  private long written = emptied;
  private boolean empty;

  /** Starts the thread. */
  Checkpointer(Path file, StoreReaders readers) {
    this.file = file;
    this.readers = readers;
    this.thread = Thread.ofPlatform().name("store-checkpointer").daemon().start(this::work);
  }

  /** Tells that there is something in the log. */
  void committed() {
    committed.release();
  }

  private void work() {
    try {
      while (!closing.tryAcquire(INTERVAL.toMillis(), TimeUnit.MILLISECONDS)) {
        if (committed.drainPermits() > 0) {
          written = System.nanoTime();
          empty = false;
          checkpoint(System.nanoTime() - emptied > MAX_AGE.toNanos());
        } else if (!empty && System.nanoTime() - written > REST.toNanos()) {
          checkpoint(true);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void checkpoint(boolean emptying) {
    readers.endIdleSnapshots();
    try (Database database = Database.forCheckpoints(file)) {
      boolean whole = database.one("PRAGMA wal_checkpoint(PASSIVE)",
          row -> row.getInt(1) == 0 && row.getInt(2) == row.getInt(3)).orElse(false);
      // Gives up at once when somebody writes or reads.
      if (whole && emptying && database.one("PRAGMA wal_checkpoint(TRUNCATE)",
          row -> row.getInt(1) == 0).orElse(false)) {
        empty = true;
        emptied = System.nanoTime();
      }
    } catch (SQLException e) {
      // The log still holds everything; the writer meets the same trouble and tells its callers.
      LOG.warn("the store's log was not moved into the database: {}", e.getMessage());
    }
  }

  /** {@code BUSY} when it is not done with a checkpoint in time; then it goes on. */
  void closeWithin(Duration patience) {
    closing.release();
    try {
      if (!thread.join(patience) && closing.tryAcquire()) {
        throw new SpikeException(ErrorCode.BUSY, "the store's log was not moved within "
            + patience.toSeconds() + " seconds");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      if (closing.tryAcquire()) {
        throw new SpikeException(ErrorCode.BUSY, "nexus is stopping", e);
      }
    }
  }

  @Override
  public void close() {
    closeWithin(CLOSE_WAIT);
  }
}
