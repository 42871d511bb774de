// SPDX-License-Identifier: Apache-2.0
package ist.spike.store;

import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/** Reads and writes dead letters, which are clear and outside the set hash. */
final class DeadLetterRows {

  private DeadLetterRows() {}

  static DeadLetter park(Database database, DeadLetterDraft draft, Instant now)
      throws SQLException {
    DeadLetterDraft letter = draft.cut();
    database.run("INSERT INTO dead_letter (flow, subject, attempts, error, parked_at)"
        + " VALUES (?, ?, ?, ?, ?)", letter.flow(), letter.subject(), letter.attempts(),
        letter.error(), HistoryCodec.nanos(now));
    long id = database.count("SELECT max(id) FROM dead_letter");
    database.run("DELETE FROM dead_letter WHERE id IN"
        + " (SELECT id FROM dead_letter ORDER BY id DESC LIMIT -1 OFFSET ?)",
        DeadLetter.MAX_STORED);
    return new DeadLetter(id, letter, now);
  }

  static List<DeadLetter> all(Database database) throws SQLException {
    return database.all("SELECT id, flow, subject, attempts, error, parked_at FROM dead_letter"
        + " ORDER BY id LIMIT ?",
        row -> new DeadLetter(row.getLong(1),
            new DeadLetterDraft(row.getString(2), row.getString(3), row.getInt(4),
                row.getString(5)),
            HistoryCodec.instant(row.getLong(6))),
        DeadLetter.MAX_STORED);
  }

  static boolean drop(Database database, long id) throws SQLException {
    return database.run("DELETE FROM dead_letter WHERE id = ?", id) == 1;
  }
}
