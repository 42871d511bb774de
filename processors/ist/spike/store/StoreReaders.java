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

/** A few connections for reading; each serves one caller at a time and shows it one commit. */
final class StoreReaders implements AutoCloseable {

  private static final int MIN_CONNECTIONS = 2;
  private static final int MAX_CONNECTIONS = 8;
  /** A read takes microseconds, so whoever waits longer waits for a broken disk. */
  private static final Duration MAX_WAIT = Duration.ofSeconds(5);

  /** What is read within one snapshot. */
  @FunctionalInterface
  interface Query<T> {
    T run(Database database) throws SQLException;
  }

  private final Path file;
  private final int connections;
  private final BlockingQueue<Optional<Database>> idle;

  StoreReaders(Path file) {
    this.file = file;
    this.connections = Math.clamp(Runtime.getRuntime().availableProcessors(), MIN_CONNECTIONS,
        MAX_CONNECTIONS);
    this.idle = new ArrayBlockingQueue<>(connections);
    for (int i = 0; i < connections; i++) {
      idle.add(Optional.empty());
    }
  }

  <T> T read(Query<T> query) {
    Optional<Database> slot = take();
    try {
      Database database = slot.isPresent() ? slot.get() : Database.forReading(file);
      slot = Optional.of(database);
      return inSnapshot(database, query);
    } catch (SQLException e) {
      slot.ifPresent(Database::closeQuietly);
      slot = Optional.empty();
      throw StoreFailures.of(e);
    } finally {
      idle.add(slot);
    }
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

  private Optional<Database> take() {
    try {
      Optional<Database> slot = idle.poll(MAX_WAIT.toMillis(), TimeUnit.MILLISECONDS);
      if (slot != null) {
        return slot;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw new SpikeException(ErrorCode.BUSY, "no connection to the store became free within "
        + MAX_WAIT.toSeconds() + " seconds");
  }

  /** Closes each connection when its reader is done. */
  @Override
  public void close() {
    for (int i = 0; i < connections; i++) {
      take().ifPresent(Database::closeQuietly);
    }
  }
}
