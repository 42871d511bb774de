// SPDX-License-Identifier: Apache-2.0
package ist.spike.store;

import ist.spike.audit.ChainHead;
import ist.spike.audit.LocalTrail;
import java.sql.SQLException;
import java.util.Optional;

/**
 * How far the local files have the audit rows of this very store. The files go on when a store is
 * restored, so the row they had last may be one of another store with a higher number. Not thread-safe.
 */
final class CopiedRows {

  private final LocalTrail trail;
  private ChainHead looked = ChainHead.NONE;
  private long upTo;

  CopiedRows(LocalTrail trail) {
    this.trail = trail;
  }

  /** How far the files are durable, as each row says it. */
  String position() {
    return trail.position();
  }

  /** The number of the newest row that need not be kept for the files. */
  long upTo(Transaction transaction) throws SQLException {
    Optional<ChainHead> copied = trail.copied();
    if (copied.isEmpty()) {
      return Long.MAX_VALUE;
    }
    if (!copied.get().equals(looked)) {
      upTo = AuditRows.holds(transaction, copied.get()) ? copied.get().sequence() : 0;
      looked = copied.get();
    }
    return upTo;
  }
}
