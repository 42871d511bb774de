// SPDX-License-Identifier: Apache-2.0
package ist.spike.audit;

import ist.spike.wire.ErrorCode;
import ist.spike.wire.SpikeException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Every 100 ms looks after the local files, copies the store's new rows there and makes them durable. */
public final class AuditFlusher implements AutoCloseable {

  private static final Duration INTERVAL = Duration.ofMillis(100);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);
  /** So few that they are garbage again before a collection of the heap would move them. */
  private static final int PAGE = 100;
  /** In one round: more than any writer adds meanwhile, so that the files never fall behind for good. */
  private static final int MAX_PAGES = 200;

  private static final Logger LOG = LoggerFactory.getLogger(AuditFlusher.class);

  private final AuditLog log;
  private final AuditRowSource rows;
  private final Semaphore closing = new Semaphore(0);
  private final Thread thread;
  private String told = "";
  private boolean failing;

  /** Starts at once; closes neither. */
  public AuditFlusher(AuditLog log, AuditRowSource rows) {
    this.log = log;
    this.rows = rows;
    this.thread = Thread.ofPlatform().name("audit-flusher").daemon().start(this::work);
  }

  private void work() {
    try {
      while (!closing.tryAcquire(INTERVAL.toMillis(), TimeUnit.MILLISECONDS)) {
        attempt();
      }
      attempt();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A mistake of ours must not end this thread: nothing would become durable, and nobody would know. */
  private void attempt() {
    try {
      round();
      log.refuse("");
      failing = false;
    } catch (RuntimeException | Error e) {
      String mistake = e.getClass().getName();
      log.refuse("they are not made durable because of " + mistake);
      if (!failing) {
        failing = true;
        // SECURITY: what a mistake says may quote a request; where it was made does not.
        LOG.error("audit records are not made durable; every answer that needs one is 503 until"
            + " they are: error={} at={}", mistake, Arrays.toString(e.getStackTrace()));
      }
    }
  }

  private void round() {
    try {
      log.maintain();
      copyRows();
    } catch (SpikeException e) {
      // The rows stay, and the next round tries again.
      tell(e);
    } finally {
      log.flush();
    }
  }

  /** Files that take nothing and a store that is being replaced say it themselves. */
  private void tell(SpikeException failure) {
    boolean said =
        failure.code() == ErrorCode.BUSY || failure.code() == ErrorCode.NOT_READY;
    if (!said && !failure.sentence().equals(told)) {
      told = failure.sentence();
      LOG.error("audit rows of the store are not copied to the audit files: {}", told);
    }
  }

  private void copyRows() {
    for (int pages = 0; pages < MAX_PAGES; pages++) {
      ChainHead newest = rows.newest();
      if (newest.sequence() == 0 || newest.equals(log.newestCopy()) || !copyPage()) {
        return;
      }
    }
  }

  /** Whether there was anything to copy. */
  private boolean copyPage() {
    ChainHead copied = log.newestCopy();
    List<AuditRow> page = rows.after(copied.sequence(), PAGE);
    if (page.isEmpty() ? !holds(copied) : !page.getFirst().previous().equals(copied)) {
      page = rows.after(beforeOtherStore(), PAGE);
    }
    log.copy(page);
    return !page.isEmpty();
  }

  /** Whether the store has this row: it shows a commit a moment before it calls its row the newest. */
  private boolean holds(ChainHead row) {
    return rows.after(row.sequence() - 1, 1).stream()
        .anyMatch(found -> found.head().equals(row));
  }

  /**
   * The store is not the one that was copied from: another one took its place, or the files are new. What
   * it says since then is new to the files; without such a mark, all of it.
   */
  private long beforeOtherStore() {
    long before = 0;
    long last = 0;
    for (List<AuditRow> page = rows.after(0, PAGE); !page.isEmpty(); page =
        rows.after(last, PAGE)) {
      for (AuditRow row : page) {
        last = row.head().sequence();
        if (AuditRowSource.isReplacement(row.record().operation())) {
          before = last - 1;
        }
      }
    }
    return before;
  }

  /** Copies and flushes once more, and ends. */
  @Override
  public void close() {
    closing.release();
    try {
      thread.join(CLOSE_TIMEOUT);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
