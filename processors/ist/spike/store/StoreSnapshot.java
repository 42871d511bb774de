// SPDX-License-Identifier: Apache-2.0
package ist.spike.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import ist.spike.crypto.RootKey;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** Reads secrets from the file of a store that nobody writes, such as that of a backup. */
public final class StoreSnapshot implements AutoCloseable {

  private final Database database;
  private final DataKeys keys;

  private StoreSnapshot(Database database, DataKeys keys) {
    this.database = database;
    this.keys = keys;
  }

  /**
   * Opens a file.
   *
   * @param key borrowed, for this call only
   */
  public static StoreSnapshot open(Path file, RootKey key) {
    try {
      Database database = Database.immutable(file);
      boolean done = false;
      try {
        Schema.require(database);
        DataKeys keys = StoreRows.unseal(database, key).requireKeys();
        done = true;
        return new StoreSnapshot(database, keys);
      } finally {
        if (!done) {
          database.closeQuietly();
        }
      }
    } catch (SQLException e) {
      throw StoreFailures.of(e);
    }
  }

  /** The paths that begin so, in bytewise order, at most so many. */
  public List<String> paths(String prefix, int limit) {
    try {
      return database.all("SELECT path FROM secret_meta WHERE substr(CAST(path AS BLOB), 1, ?)"
          + " = ? ORDER BY path LIMIT ?", row -> row.getString(1),
          prefix.getBytes(UTF_8).length, prefix.getBytes(UTF_8), limit);
    } catch (SQLException e) {
      throw StoreFailures.of(e);
    }
  }

  /** The current version of a secret; empty when there is none, or it is deleted. */
  public Optional<StoredVersion> current(String path) {
    try {
      return SecretRows.read(database, keys, path, 0);
    } catch (SQLException e) {
      throw StoreFailures.of(e);
    }
  }

  @Override
  public void close() {
    keys.close();
    database.closeQuietly();
  }
}
