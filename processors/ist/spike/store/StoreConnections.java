// SPDX-License-Identifier: Apache-2.0
package ist.spike.store;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/** All who have the file of a store open, and the lock on it: they begin, pause and end together. */
final class StoreConnections implements AutoCloseable {

  private final StoreLock lock;
  /**
   * Keeps the index of the log in memory. Who connects when nobody else is makes it anew of the file, and would take
   * a commit for whole whose flush failed: the kernel shows what never reached the disk, and what is committed
   * behind it is lost with the power.
   */
  private final Database anchor;
  private final CommittedState state;
  private final StoreWriter writer;
  private final StoreReaders readers;
  private final Checkpointer checkpointer;
  private final AtomicBoolean closed = new AtomicBoolean();

  StoreConnections(StoreOpening opened, StoreTuning tuning) throws SQLException {
    Database connection = opened.connection();
    Path file = connection.file();
    this.lock = opened.lock();
    this.anchor = Database.forReading(file);
    this.state = new CommittedState(StoreState.sealed(StoreRows.head(anchor)));
    this.readers = new StoreReaders(file, state::commits);
    this.checkpointer = new Checkpointer(file, readers);
    this.writer = new StoreWriter(connection, state, tuning, checkpointer::committed);
  }

  CommittedState state() {
    return state;
  }

  StoreWriter writer() {
    return writer;
  }

  StoreReaders readers() {
    return readers;
  }

  /**
   * Finishes what is under way and closes all but the lock.
   *
   * @param patience how long it waits for each of them
   * @param lastRows waits until the newest audit rows are elsewhere, too; when it fails, all go on
   */
  StoreLock handOver(Duration patience, Runnable lastRows) {
    writer.pause(patience);
    try {
      lastRows.run();
      readers.closeWithin(patience);
      checkpointer.closeWithin(patience);
    } catch (RuntimeException e) {
      readers.reopen();
      writer.resume();
      throw e;
    }
    closed.set(true);
    writer.close();
    anchor.closeQuietly();
    state.get().keys().ifPresent(DataKeys::close);
    return lock;
  }

  @Override
  public void close() {
    if (!closed.getAndSet(true)) {
      writer.close();
      checkpointer.close();
      readers.close();
      anchor.closeQuietly();
      state.get().keys().ifPresent(DataKeys::close);
      lock.close();
    }
  }
}
