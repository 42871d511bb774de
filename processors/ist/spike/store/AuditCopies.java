// SPDX-License-Identifier: Apache-2.0
package ist.spike.store;

import ist.spike.audit.ChainHead;
import ist.spike.audit.LocalTrail;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.SpikeException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sees to it that a store which makes room for another leaves no audit row that it has alone. */
final class AuditCopies {

  /** The files are looked after every 100 ms. */
  private static final Duration POLL = Duration.ofMillis(5);
  private static final int PAGE = 500;
  private static final Logger LOG = LoggerFactory.getLogger(AuditCopies.class);

  private AuditCopies() {}

  /**
   * Waits until the newest row is durable in the local files; nobody may add another meanwhile.
   *
   * @throws SpikeException {@code BUSY} when it is not by then
   */
  static void await(SealedStore store, LocalTrail trail, Duration patience) {
    ChainHead newest = store.auditHead();
    long begun = System.nanoTime();
    while (!isCopied(newest, trail)) {
      if (System.nanoTime() - begun > patience.toNanos()) {
        requireDamage(store, newest);
        return;
      }
      LockSupport.parkNanos(POLL.toNanos());
    }
  }

  private static boolean isCopied(ChainHead newest, LocalTrail trail) {
    return newest.sequence() == 0 || trail.copied().filter(row -> !row.equals(newest)).isEmpty();
  }

  /** A row that does not open is copied by nobody, and a store with such rows is to be replaced. */
  private static void requireDamage(SealedStore store, ChainHead newest) {
    try {
      long last = 0;
      for (var page = store.auditRows(0, PAGE); !page.isEmpty(); page =
          store.auditRows(last, PAGE)) {
        last = page.getLast().head().sequence();
      }
    } catch (SpikeException e) {
      LOG.error("audit rows of the replaced store stay in it alone: newest={} {}",
          newest.sequence(), e.sentence());
      return;
    }
    throw new SpikeException(ErrorCode.BUSY, "audit row " + newest.sequence()
        + " is not in the local files yet, so the store goes on as it is; see why they take nothing,"
        + " and try again");
  }
}
