// SPDX-License-Identifier: Apache-2.0
package ist.spike.store;

import ist.spike.audit.AuditDraft;
import ist.spike.audit.AuditRowSource;
import java.sql.SQLException;
import java.time.Instant;

/**
 * Tells in a store that a restore was undone and so it is in its place again. Whoever undoes has no key,
 * and without a key no audit record can be written; the next who has it makes one of the mark. It lies
 * among the leases, the one table that is clear, small and outside the set hash.
 */
final class UndoMark {

  private static final String NAME = "restore-undone";

  private UndoMark() {}

  static void leave(Database database, Instant now) throws SQLException {
    database.run("INSERT INTO lease (name, owner, expires_at) VALUES (?, ?, ?)"
        + " ON CONFLICT (name) DO UPDATE SET expires_at = excluded.expires_at", NAME, "restore",
        HistoryCodec.nanos(now));
  }

  static boolean isThere(Database database) throws SQLException {
    return database.count("SELECT count(*) FROM lease WHERE name = ?", NAME) > 0;
  }

  /** Writes the record and takes the mark away. */
  static void record(Transaction transaction) throws SQLException {
    if (transaction.database().run("DELETE FROM lease WHERE name = ?", NAME) > 0) {
      transaction.audit(AuditDraft.own(AuditRowSource.UNDONE, ""));
    }
  }
}
