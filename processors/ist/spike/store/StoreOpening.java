// SPDX-License-Identifier: Apache-2.0
package ist.spike.store;

import ist.spike.wire.ErrorCode;
import ist.spike.wire.SpikeException;
import java.io.IOException;
import java.sql.SQLException;

/**
 * A store's file, opened for this process alone.
 *
 * @param lock keeps other processes out until it is closed
 * @param connection the writer's
 */
record StoreOpening(StoreLock lock, Database connection) {

  /** Opens the file or makes it; refuses what {@link SqliteStore#open} says. */
  static StoreOpening of(StoreSettings settings) {
    try {
      StoreFiles.prepareDirectory(settings.directory());
      return of(settings, StoreLock.take(settings.directory().resolve(StoreSettings.LOCK_NAME)));
    } catch (IOException e) {
      throw unusable(settings, e);
    }
  }

  /** The same under a lock that this process has; a failure gives it up. */
  static StoreOpening of(StoreSettings settings, StoreLock lock) {
    try {
      StoreSwap.resume(settings.directory());
      return new StoreOpening(lock, connect(settings));
    } catch (IOException e) {
      lock.close();
      throw unusable(settings, e);
    } catch (SQLException e) {
      lock.close();
      throw StoreFailures.of(e);
    } catch (RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  /** Gives up both. */
  void close() {
    connection.closeQuietly();
    lock.close();
  }

  private static Database connect(StoreSettings settings) throws IOException, SQLException {
    StoreFiles.prepareFile(settings.file());
    Database database = Database.forWriting(settings.file());
    try {
      boolean missing = Schema.isMissing(database);
      if (!missing) {
        Schema.version(database);
      }
      database.useWriteAheadLog();
      if (missing) {
        Schema.create(database, settings.dev());
        StoreFiles.syncDirectory(settings.directory());
      } else {
        Migrations.STANDARD.bring(database);
      }
      requireUsable(database, settings);
      database.emptyLog();
      return database;
    } catch (IOException | SQLException | RuntimeException e) {
      database.closeQuietly();
      throw e;
    }
  }

  private static void requireUsable(Database database, StoreSettings settings)
      throws SQLException {
    StoreHead head = StoreRows.head(database);
    if (head.dev() != settings.dev()) {
      throw new SpikeException(ErrorCode.BAD_SETTING, settings.file() + (head.dev()
          ? " was made by spike dev and opens for it alone"
          : " is not a store of spike dev, which opens no other"));
    }
    if (head.phase() != StorePhase.FINAL && StoreRows.holdsRows(database)) {
      throw new SpikeException(ErrorCode.DAMAGED, settings.file()
          + " holds sealed rows but names no root key for them; restore it from a backup");
    }
  }

  private static SpikeException unusable(StoreSettings settings, IOException cause) {
    return new SpikeException(ErrorCode.BAD_SETTING,
        "the store's directory " + settings.directory() + " cannot be used: " + cause, cause);
  }
}
