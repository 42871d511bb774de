// SPDX-License-Identifier: Apache-2.0
package ist.spike.store;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;

/** Reads and writes leases, which are clear and outside the set hash. */
final class LeaseRows {

  private LeaseRows() {}

  static boolean acquire(Database database, Lease lease, Instant now) throws SQLException {
    database.run("DELETE FROM lease WHERE expires_at <= ?", HistoryCodec.nanos(now));
    return database.run("INSERT INTO lease (name, owner, expires_at) VALUES (?, ?, ?)"
        + " ON CONFLICT (name) DO UPDATE SET expires_at = excluded.expires_at"
        + " WHERE owner = excluded.owner", lease.name(), lease.owner(),
        HistoryCodec.nanos(now.plus(lease.length()))) == 1;
  }

  static boolean release(Database database, String name, String owner) throws SQLException {
    return database.run("DELETE FROM lease WHERE name = ? AND owner = ?", name, owner) == 1;
  }

  /** What is asked for. */
  record Lease(String name, String owner, Duration length) {}
}
