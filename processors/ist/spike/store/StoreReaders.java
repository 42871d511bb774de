// SPDX-License-Identifier: Apache-2.0
package ist.spike.store;

import ist.spike.wire.ErrorCode;
import ist.spike.wire.SpikeException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * A few connections for reading; each serves one caller at a time and shows it one commit. A
 * connection keeps what it sees until the next commit: beginning anew costs more than a read.
 */
final class StoreReaders implements AutoCloseable {

  private static final int MIN_CONNECTIONS = 2;
  private static final int MAX_CONNECTIONS = 8;
  /** A read takes microseconds, so whoever waits longer waits for a broken disk. */
  private static final Duration MAX_WAIT = Duration.ofSeconds(5);

  /** Longer than a reader that walks through all paths takes. */
  private static final Duration CLOSE_WAIT = Duration.ofSeconds(30);

  /** What is read within one snapshot. */
  @FunctionalInterface
  interface Query<T> {
    T run(Database database) throws SQLException;
  }

  /**
   * A connection that sees at least this many commits, and nothing later than its snapshot.
   *
   * @param commits as counted before the snapshot began; negative when there is none
   */
  private record Reader(Database database, long commits) {}

  private final Path file;
  private final LongSupplier commits;
  private final int connections;
  private final BlockingQueue<Optional<Reader>> idle;
  private volatile boolean closed;

  /**
   * @param commits counts commits, each one before its writer is answered
   */
  StoreReaders(Path file, LongSupplier commits) {
    this.file = file;
    this.commits = commits;
    this.connections = Math.clamp(Runtime.getRuntime().availableProcessors(), MIN_CONNECTIONS,
        MAX_CONNECTIONS);
    this.idle = new ArrayBlockingQueue<>(connections);
    for (int i = 0; i < connections; i++) {
      idle.add(Optional.empty());
    }
  }

  /**
   * Runs a query on the newest commit, after waiting for a connection that is idle.
   *
   * @throws SpikeException {@code BUSY} when none becomes idle; {@code NOT_READY} when closed
   */
  <T> T read(Query<T> query) {
    // Before the wait, too: while closing waits for a slow reader, nobody else need do so.
    requireOpen();
    Optional<Reader> slot = take(MAX_WAIT);
    try {
      requireOpen();
      Reader reader = current(slot);
      slot = Optional.of(reader);
      return query.run(reader.database());
    } catch (SQLException e) {
      slot.ifPresent(reader -> reader.database().closeQuietly());
      slot = Optional.empty();
      throw StoreFailures.of(e);
    } finally {
      idle.add(slot);
    }
  }

  /** Whether a read that begins now waits for no other one. */
  boolean isAnyIdle() {
    return closed || !idle.isEmpty();
  }

  /** Runs a query so that all it sees is of one commit. */
  static <T> T inSnapshot(Database database, Query<T> query) throws SQLException {
    database.begin();
    try {
      return query.run(database);
    } finally {
      database.commit();
    }
  }

  /** Lets go of what idle connections see, which would keep a checkpoint from emptying the log. */
  void endIdleSnapshots() {
    for (int i = 0; i < connections; i++) {
      Optional<Reader> slot = idle.poll();
      if (slot != null) {
        idle.add(slot.flatMap(StoreReaders::ended));
      }
    }
  }

  private Reader current(Optional<Reader> slot) throws SQLException {
    long now = commits.getAsLong();
    if (slot.isPresent() && slot.get().commits() == now) {
      return slot.get();
    }
    Database database =
        slot.isPresent() ? slot.get().database() : Database.forReading(file);
    if (slot.isPresent() && slot.get().commits() >= 0) {
      database.commit();
    }
    database.begin();
    return new Reader(database, now);
  }

  private static Optional<Reader> ended(Reader reader) {
    try {
      if (reader.commits() >= 0) {
        reader.database().commit();
      }
      return Optional.of(new Reader(reader.database(), -1));
    } catch (SQLException e) {
      reader.database().closeQuietly();
      return Optional.empty();
    }
  }

  private void requireOpen() {
    if (closed) {
      throw new SpikeException(ErrorCode.NOT_READY, "the store is closed");
    }
  }

  private Optional<Reader> take(Duration patience) {
    try {
      Optional<Reader> slot = idle.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
      if (slot != null) {
        return slot;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw new SpikeException(ErrorCode.BUSY, "no connection to the store became free within "
        + patience.toSeconds() + " seconds");
  }

  /**
   * Closes each connection when its reader is done; whoever comes later is not ready. {@code BUSY} when a
   * reader is not done in time; then readers may come again.
   */
  void closeWithin(Duration patience) {
    closed = true;
    int done = 0;
    try {
      for (; done < connections; done++) {
        take(patience).ifPresent(reader -> reader.database().closeQuietly());
      }
    } finally {
      closed = done == connections;
      for (int i = 0; i < done; i++) {
        idle.add(Optional.empty());
      }
    }
  }

  @Override
  public void close() {
    closeWithin(CLOSE_WAIT);
  }

  /** Lets readers come again. */
  void reopen() {
    closed = false;
  }
}
