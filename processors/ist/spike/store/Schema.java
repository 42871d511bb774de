// SPDX-License-Identifier: Apache-2.0
package ist.spike.store;

import ist.spike.wire.ErrorCode;
import ist.spike.wire.SpikeException;
import java.sql.SQLException;

/** The tables of a store and the numbers in the file that say it is one (ops/format/store.md 1, 2). */
final class Schema {

  /** "SPKC". */
  static final int APPLICATION_ID = 0x53504b43;

  /** The version that this program writes. */
  static final int VERSION = 1;

  private static final String TABLES = """
      CREATE TABLE head (
        id INTEGER PRIMARY KEY CHECK (id = 1),
        store_id BLOB NOT NULL,
        dev INTEGER NOT NULL,
        phase INTEGER NOT NULL,
        share_set BLOB,
        sealed BLOB
      ) STRICT;
      CREATE TABLE data_key (
        number INTEGER PRIMARY KEY,
        purpose TEXT NOT NULL,
        reserved INTEGER NOT NULL,
        wrapped BLOB NOT NULL
      ) STRICT;
      CREATE TABLE secret_meta (
        path TEXT PRIMARY KEY,
        sealed BLOB NOT NULL
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE secret_version (
        path TEXT NOT NULL REFERENCES secret_meta (path),
        version INTEGER NOT NULL,
        sealed BLOB NOT NULL,
        PRIMARY KEY (path, version)
      ) STRICT;
      CREATE TABLE policy (
        id BLOB PRIMARY KEY,
        sealed BLOB NOT NULL
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE audit (
        seq INTEGER PRIMARY KEY,
        sealed BLOB NOT NULL
      ) STRICT;
      CREATE TABLE dead_letter (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        flow TEXT NOT NULL,
        subject TEXT NOT NULL,
        attempts INTEGER NOT NULL,
        error TEXT NOT NULL,
        parked_at INTEGER NOT NULL
      ) STRICT;
      CREATE TABLE custody (
        share_set BLOB NOT NULL,
        share_id INTEGER NOT NULL,
        who TEXT NOT NULL,
        at INTEGER NOT NULL,
        PRIMARY KEY (share_set, share_id)
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE lease (
        name TEXT PRIMARY KEY,
        owner TEXT NOT NULL,
        expires_at INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;
      """;

  private Schema() {}

  /** Makes the tables and the head row of a new store, all or nothing. */
  static void create(Database database, boolean dev) throws SQLException {
    database.begin();
    database.script(TABLES);
    database.run("INSERT INTO head (id, store_id, dev, phase) VALUES (1, ?, ?, ?)",
        StoreId.random().toBytes(), dev ? 1 : 0, StorePhase.NEW.code());
    database.script("PRAGMA application_id = " + APPLICATION_ID);
    database.script("PRAGMA user_version = " + VERSION);
    database.commit();
  }

  /** Whether the file is still as empty as it was made. */
  static boolean isMissing(Database database) throws SQLException {
    return pragma(database, "application_id") == 0 && pragma(database, "user_version") == 0
        && database.count("SELECT count(*) FROM sqlite_schema") == 0;
  }

  /** Refuses what is not a store, and one of another version than this program's. */
  static void require(Database database) throws SQLException {
    long version = version(database);
    if (version != VERSION) {
      throw new SpikeException(ErrorCode.BAD_SETTING, database.file() + " has store format "
          + version + ", this program reads " + VERSION + "; use the program that wrote it");
    }
  }

  /** The version of a store; refuses what is none. */
  static long version(Database database) throws SQLException {
    if (pragma(database, "application_id") != APPLICATION_ID) {
      throw new SpikeException(ErrorCode.BAD_SETTING,
          database.file() + " is a database of some other program, not a store");
    }
    return pragma(database, "user_version");
  }

  private static long pragma(Database database, String name) throws SQLException {
    return database.count("PRAGMA " + name);
  }
}
