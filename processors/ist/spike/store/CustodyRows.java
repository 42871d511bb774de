// SPDX-License-Identifier: Apache-2.0
package ist.spike.store;

import ist.spike.shard.Share;
import ist.spike.shard.ShareSetId;
import java.sql.SQLException;
import java.util.List;

/** Reads and writes who holds recovery shares; clear and outside the set hash. */
final class CustodyRows {

  private CustodyRows() {}

  /** Also forgets sets that came before: their shares open nothing any more. */
  static void record(Database database, CustodyEvent event) throws SQLException {
    database.run("DELETE FROM custody WHERE share_set <> ?", event.shareSet().toBytes());
    database.run("INSERT OR REPLACE INTO custody (share_set, share_id, who, at)"
        + " VALUES (?, ?, ?, ?)", event.shareSet().toBytes(), event.shareId(), event.who(),
        HistoryCodec.nanos(event.at()));
  }

  static List<CustodyEvent> of(Database database, ShareSetId set) throws SQLException {
    return database.all("SELECT share_id, who, at FROM custody WHERE share_set = ?"
        + " ORDER BY share_id LIMIT ?",
        row -> new CustodyEvent(set, row.getInt(1), row.getString(2),
            HistoryCodec.instant(row.getLong(3))),
        set.toBytes(), Share.MAX_ID + 1);
  }
}
