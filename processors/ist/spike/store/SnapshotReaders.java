// SPDX-License-Identifier: Apache-2.0
package ist.spike.store;

import ist.spike.wire.ErrorCode;
import ist.spike.wire.SpikeException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;

/** Reads one snapshot of a store in parts: beside each other where nobody changes the file, else in turn. */
abstract sealed class SnapshotReaders implements AutoCloseable {

  /** One part of the reading. */
  @FunctionalInterface
  interface Reading<T> {
    T of(Database database) throws SQLException;
  }

  /** One part after the other, with this connection, which sees the same in all of them. */
  static SnapshotReaders inTurn(Database database) {
    return new InTurn(database);
  }

  /** In a few threads, each part with a connection of its own; the file must be one that nobody changes. */
  static SnapshotReaders beside(Path file) {
    return new Beside(file);
  }

  /** Into how many parts a long reading is best divided. */
  abstract int parts();

  /** Begins a part, or does it at once. */
  abstract <T> Future<T> begin(Reading<T> reading);

  /** What a part came to; fails as it did. */
  static <T> T result(Future<T> part) throws SQLException {
    try {
      return part.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof SQLException cause) {
        throw cause;
      }
      if (e.getCause() instanceof SpikeException cause) {
        throw cause;
      }
      throw new SpikeException(ErrorCode.INTERNAL, "the reading of a store failed", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SpikeException(ErrorCode.INTERNAL, "stopped while reading a store", e);
    }
  }

  /** Waits for the end of all parts, so that nobody removes the file under them. */
  @Override
  public abstract void close();

  private static final class InTurn extends SnapshotReaders {

    private final Database database;

    InTurn(Database database) {
      this.database = database;
    }

    @Override
    int parts() {
      return 1;
    }

    @Override
    <T> Future<T> begin(Reading<T> reading) {
      FutureTask<T> part = new FutureTask<>(() -> reading.of(database));
      part.run();
      return part;
    }

    @Override
    public void close() {}
  }

  private static final class Beside extends SnapshotReaders {

    /** Who verifies is not to take a whole machine. */
    private static final int THREADS = 2;
    /** So many that the threads end together though parts differ. */
    private static final int PARTS = 8;

    private final Path file;
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS,
        Thread.ofPlatform().name("store-reader-", 1).daemon().factory());

    Beside(Path file) {
      this.file = file;
    }

    @Override
    int parts() {
      return PARTS;
    }

    @Override
    <T> Future<T> begin(Reading<T> reading) {
      return threads.submit(() -> {
        try (Database database = Database.immutable(file)) {
          return reading.of(database);
        }
      });
    }

    @Override
    public void close() {
      threads.close();
    }
  }
}
