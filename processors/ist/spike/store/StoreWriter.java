// SPDX-License-Identifier: Apache-2.0
package ist.spike.store;

import ist.spike.wire.ErrorCode;
import ist.spike.wire.SpikeException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that writes. Requests wait in a bounded queue; all that gathered during the last
 * commit go into the next one, each in a savepoint of its own, so one fsync serves many. A request is
 * answered after the commit and never before.
 */
final class StoreWriter implements AutoCloseable {

  /** Some seconds of work; whoever comes later is told to come back. */
  static final int MAX_WAITING = 1_024;
  /** More requests in one commit gain nothing: it is bound by the processor then. */
  private static final int MAX_GROUP = 256;
  private static final Logger LOG = LoggerFactory.getLogger(StoreWriter.class);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(30);

  /** One request, run between two savepoints on the writer's thread. */
  @FunctionalInterface
  interface Job<T> {
    T run(Transaction transaction) throws SQLException;
  }

  /** A request whose answer is only that it is committed. */
  @FunctionalInterface
  interface VoidJob {
    void run(Transaction transaction) throws SQLException;
  }

  private final Path file;
  private final StoreTuning tuning;
  private final CommittedState state;
  private final BlockingQueue<PendingWrite<?>> waiting = new ArrayBlockingQueue<>(MAX_WAITING);
  private final ExecutorService answers = Executors.newVirtualThreadPerTaskExecutor();
  private final Thread thread;
  private final Runnable whenCommitted;
  private Optional<Database> connection;
  private final CopiedRows copied;
  private boolean failing;
  private boolean closed;
  private volatile boolean ended;

  /**
   * Starts the thread.
   *
   * @param connection its own from here on
   * @param whenCommitted called on the thread after each commit
   */
  StoreWriter(Database connection, CommittedState state, StoreTuning tuning,
      Runnable whenCommitted) throws SQLException {
    connection.waitForLocks(tuning.lockWait());
    this.file = connection.file();
    this.connection = Optional.of(connection);
    this.state = state;
    this.tuning = tuning;
    this.copied = new CopiedRows(tuning.trail());
    this.whenCommitted = whenCommitted;
    this.thread = Thread.ofPlatform().name("store-writer").daemon().start(this::work);
  }

  /** Queues a request; full is {@code BUSY}, closed is {@code NOT_READY}. */
  synchronized <T> CompletableFuture<T> submit(Job<T> job) {
    PendingWrite<T> write = new PendingWrite<>(job);
    if (closed) {
      write.fail(new SpikeException(ErrorCode.NOT_READY, "the store is closed"));
    } else if (!waiting.offer(write)) {
      write.fail(new SpikeException(ErrorCode.BUSY,
          "the store has " + MAX_WAITING + " writes waiting"));
    }
    return write.answer();
  }

  /** How many requests wait for the next commit. */
  int waiting() {
    return waiting.size();
  }

  private void work() {
    List<PendingWrite<?>> group = new ArrayList<>(MAX_GROUP);
    boolean goOn = true;
    while (goOn) {
      try {
        group.add(waiting.take());
      } catch (InterruptedException e) {
        throw new AssertionError("nobody interrupts the store's writer", e);
      }
      waiting.drainTo(group, MAX_GROUP - 1);
      List<PendingWrite<?>> marks = group.stream().filter(PendingWrite::isMark).toList();
      group.removeAll(marks);
      if (!group.isEmpty()) {
        commit(group);
        group.clear();
      }
      if (!marks.isEmpty()) {
        disconnect();
        marks.forEach(PendingWrite::complete);
        goOn = !ended;
      }
    }
  }

  private void commit(List<PendingWrite<?>> group) {
    try {
      Database database = connected();
      reserveSeals(database);
      database.begin();
      Transaction transaction = new Transaction(database, state.get(), tuning, copied);
      transaction.retireWornKeys();
      for (PendingWrite<?> write : group) {
        write.runIn(transaction);
      }
      transaction.sealHead();
      state.publishKeys(transaction.state());
      transaction.reached(WriteProbe.Point.COMMIT);
      database.commit();
      transaction.committed();
      state.publish(transaction);
      transaction.reached(WriteProbe.Point.ANSWER);
      whenCommitted.run();
      tellRecovery();
      answer(group, PendingWrite::complete);
    } catch (SQLException e) {
      abandon(group, StoreFailures.of(e));
    } catch (RuntimeException | Error e) {
      abandon(group, e);
    }
  }

  /** Rolls the group back by closing the connection; the next group reads the state anew. */
  private void abandon(List<PendingWrite<?>> group, Throwable failure) {
    disconnect();
    if (!failing) {
      failing = true;
      // SECURITY: what a probe or a bug throws may quote a request; what the store says does not.
      LOG.error("the store cannot be written; reads go on, and each write tries again: file={}"
          + " error={}", file,
          failure instanceof SpikeException known
              ? known.sentence()
              : failure.getClass().getName());
    }
    answer(group, write -> write.fail(failure));
  }

  /** Never on this thread, which must not run what waits for an answer; but one thread does for all. */
  private void answer(List<PendingWrite<?>> group, Consumer<PendingWrite<?>> with) {
    List<PendingWrite<?>> answered = List.copyOf(group);
    answers.execute(() -> answered.forEach(with));
  }

  private void tellRecovery() {
    if (failing) {
      failing = false;
      LOG.info("the store can be written again: file={}", file);
    }
  }

  /** After a failure the file says what was committed, and nothing else does. */
  private Database connected() throws SQLException {
    if (connection.isPresent()) {
      return connection.get();
    }
    Database database = Database.forWriting(file);
    database.waitForLocks(tuning.lockWait());
    connection = Optional.of(database);
    Optional<DataKeys> keys = state.get().keys();
    state.reread(keys.isPresent()
        ? reopened(database, keys.get())
        : StoreState.sealed(StoreRows.head(database)));
    return database;
  }

  private static StoreState reopened(Database database, DataKeys known) throws SQLException {
    StoreState opened = StoreRows.reopen(database, known);
    return opened.withPolicies(PolicyRows.all(database, opened.requireKeys()));
  }

  /** Commits a further block of seals for each key that runs short of them (format page 6). */
  private void reserveSeals(Database database) throws SQLException {
    SealLimits limits = tuning.limits();
    List<DataKey> shortOfSeals = state.get().keys().map(DataKeys::sealing).orElse(List.of())
        .stream().filter(key -> key.sealsLeft() < limits.margin())
        .filter(key -> !Transaction.isWorn(key, limits)).toList();
    if (shortOfSeals.isEmpty()) {
      return;
    }
    database.begin();
    for (DataKey key : shortOfSeals) {
      database.run("UPDATE data_key SET reserved = ? WHERE number = ?",
          key.reserved() + limits.block(), key.number());
    }
    database.commit();
    shortOfSeals.forEach(key -> key.reservedTo(key.reserved() + limits.block()));
  }

  private void disconnect() {
    Optional<Database> open = connection;
    connection = Optional.empty();
    open.ifPresent(Database::closeQuietly);
  }

  /**
   * Takes nothing more, commits what is queued, and lets go of the file. {@code BUSY} when that is not
   * done within the patience; then everything goes on as before.
   */
  void pause(Duration patience) {
    PendingWrite<Boolean> mark = PendingWrite.mark();
    synchronized (this) {
      closed = true;
    }
    try {
      if (waiting.offer(mark, patience.toMillis(), TimeUnit.MILLISECONDS)) {
        mark.answer().get(patience.toMillis(), TimeUnit.MILLISECONDS);
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (TimeoutException e) {
      // Whenever the writer comes to the mark, it connects again for the next request.
      LOG.warn("the store's writer is in one commit for more than {} s", patience.toSeconds());
    } catch (ExecutionException e) {
      throw new AssertionError("a mark does not fail", e);
    }
    resume();
    throw new SpikeException(ErrorCode.BUSY, "the writes under way were not done within "
        + patience.toSeconds() + " seconds; the store goes on as it is");
  }

  /** Takes requests again. */
  synchronized void resume() {
    closed = false;
  }

  /** Commits what is queued and ends the thread. */
  @Override
  public void close() {
    synchronized (this) {
      if (ended) {
        return;
      }
      closed = true;
      ended = true;
    }
    try {
      waiting.put(PendingWrite.mark());
      if (!thread.join(CLOSE_TIMEOUT)) {
        throw new SpikeException(ErrorCode.BUSY, "the store's writer did not end within "
            + CLOSE_TIMEOUT.toSeconds() + " seconds");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    answers.close();
  }
}
