// SPDX-License-Identifier: Apache-2.0
package ist.spike.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Reads and writes dead letters, which are clear and outside the set hash. */
final class DeadLetterRows {

  private static final String SELECT =
      "SELECT id, flow, subject, attempts, error, parked_at FROM dead_letter";

  private DeadLetterRows() {}

  static DeadLetter park(Database database, DeadLetterDraft draft, Instant now)
      throws SQLException {
    DeadLetterDraft letter = draft.cut();
    Optional<DeadLetter> earlier = find(database, letter);
    if (earlier.isPresent()) {
      DeadLetter again = earlier.get().again(letter, now);
      database.run("UPDATE dead_letter SET attempts = ?, error = ?, parked_at = ? WHERE id = ?",
          again.letter().attempts(), again.letter().error(), HistoryCodec.nanos(now), again.id());
      return again;
    }
    database.run("INSERT INTO dead_letter (flow, subject, attempts, error, parked_at)"
        + " VALUES (?, ?, ?, ?, ?)", letter.flow(), letter.subject(), letter.attempts(),
        letter.error(), HistoryCodec.nanos(now));
    long id = database.count("SELECT max(id) FROM dead_letter");
    database.run("DELETE FROM dead_letter WHERE id IN"
        + " (SELECT id FROM dead_letter ORDER BY id DESC LIMIT -1 OFFSET ?)",
        DeadLetter.MAX_STORED);
    return new DeadLetter(id, letter, now);
  }

  private static Optional<DeadLetter> find(Database database, DeadLetterDraft letter)
      throws SQLException {
    return database.one(SELECT + " WHERE flow = ? AND subject = ?", DeadLetterRows::read,
        letter.flow(), letter.subject());
  }

  static List<DeadLetter> all(Database database) throws SQLException {
    return database.all(SELECT + " ORDER BY id LIMIT ?", DeadLetterRows::read,
        DeadLetter.MAX_STORED);
  }

  private static DeadLetter read(ResultSet row) throws SQLException {
    return new DeadLetter(row.getLong(1), new DeadLetterDraft(row.getString(2), row.getString(3),
        row.getInt(4), row.getString(5)), HistoryCodec.instant(row.getLong(6)));
  }

  static boolean drop(Database database, long id) throws SQLException {
    return database.run("DELETE FROM dead_letter WHERE id = ?", id) == 1;
  }
}
