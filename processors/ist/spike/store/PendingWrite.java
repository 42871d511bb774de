// SPDX-License-Identifier: Apache-2.0
package ist.spike.store;

import ist.spike.wire.ErrorCode;
import ist.spike.wire.SpikeException;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;

/** A request from being queued until its answer. */
final class PendingWrite<T> {

  private final StoreWriter.Job<T> job;
  private final boolean mark;
  private final CompletableFuture<T> answer = new CompletableFuture<>();
  /** What the answer will be once the commit is through. */
  private Runnable outcome = () -> {};

  PendingWrite(StoreWriter.Job<T> job) {
    this(job, false);
  }

  private PendingWrite(StoreWriter.Job<T> job, boolean mark) {
    this.job = job;
    this.mark = mark;
  }

  /** No request, but a place in the queue that shows when all before it are answered. */
  static PendingWrite<Boolean> mark() {
    PendingWrite<Boolean> write = new PendingWrite<>(transaction -> true, true);
    write.outcome = () -> write.answer.complete(true);
    return write;
  }

  boolean isMark() {
    return mark;
  }

  CompletableFuture<T> answer() {
    return answer;
  }

  /** Runs the request; its own failure undoes it alone, a failing disk fails the whole group. */
  void runIn(Transaction transaction) throws SQLException {
    Transaction.Mark mark = transaction.savepoint();
    try {
      T result = job.run(transaction);
      transaction.release();
      outcome = () -> answer.complete(result);
    } catch (SQLException e) {
      if (!StoreFailures.isContradiction(e)) {
        throw e;
      }
      undo(transaction, mark, new SpikeException(ErrorCode.DAMAGED,
          "the store's rows contradict each other: " + e.getMessage(), e));
    } catch (RuntimeException | AssertionError e) {
      undo(transaction, mark, e);
    }
  }

  void complete() {
    outcome.run();
  }

  void fail(Throwable failure) {
    answer.completeExceptionally(failure);
  }

  private void undo(Transaction transaction, Transaction.Mark mark, Throwable failure)
      throws SQLException {
    transaction.rollbackTo(mark);
    outcome = () -> fail(failure);
  }
}
