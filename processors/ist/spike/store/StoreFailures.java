// SPDX-License-Identifier: Apache-2.0
package ist.spike.store;

import ist.spike.wire.ErrorCode;
import ist.spike.wire.SpikeException;
import java.sql.SQLException;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** What a failure of SQLite means to a caller. */
final class StoreFailures {

  private static final int PRIMARY_CODE_MASK = 0xff;

  private StoreFailures() {}

  /** A failure that may pass (disk full or read-only, file locked) is BUSY, a broken file DAMAGED. */
  static SpikeException of(SQLException failure) {
    return switch (primaryCode(failure)) {
      case SQLITE_FULL -> new SpikeException(ErrorCode.BUSY, "the store's disk is full", failure);
      case SQLITE_READONLY ->
        new SpikeException(ErrorCode.BUSY, "the store's file cannot be written",
            failure);
      case SQLITE_BUSY, SQLITE_LOCKED -> new SpikeException(ErrorCode.BUSY,
          "another program holds the store's file", failure);
      case SQLITE_IOERR, SQLITE_CANTOPEN -> new SpikeException(ErrorCode.BUSY,
          "the store's file cannot be read or written: " + failure.getMessage(), failure);
      case SQLITE_CORRUPT, SQLITE_NOTADB -> new SpikeException(ErrorCode.DAMAGED,
          "the store's file is damaged or no database: " + failure.getMessage(), failure);
      default -> new SpikeException(ErrorCode.INTERNAL,
          "the store failed: " + failure.getMessage(), failure);
    };
  }

  /** Whether the rows contradict the schema, which rolls back one statement and nothing else. */
  static boolean isContradiction(SQLException failure) {
    return primaryCode(failure) == SQLiteErrorCode.SQLITE_CONSTRAINT;
  }

  private static SQLiteErrorCode primaryCode(SQLException failure) {
    return failure instanceof SQLiteException sqlite
        ? SQLiteErrorCode.getErrorCode(sqlite.getResultCode().code & PRIMARY_CODE_MASK)
        : SQLiteErrorCode.UNKNOWN_ERROR;
  }
}
