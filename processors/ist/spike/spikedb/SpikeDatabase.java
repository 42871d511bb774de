// SPDX-License-Identifier: Apache-2.0
package ist.spike.spikedb;

import ist.spike.crypto.SecretBytes;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.SpikeException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.Set;

/**
 * The database of an original SPIKE 0.8. It is opened for reading only, and nothing is left beside
 * it. SPIKE binds no cell to its row, so whoever could write the file could swap rows between paths
 * and versions, or bring old ones back, and nobody can tell. For one thread.
 */
public final class SpikeDatabase implements AutoCloseable {

  /** So many rows of each kind are tried before a key is called wrong. */
  private static final int TRIED_ROWS = 64;
  private static final String SAMPLE =
      "SELECT * FROM (SELECT nonce, encrypted_data FROM secrets LIMIT " + TRIED_ROWS
          + ") UNION ALL SELECT * FROM (SELECT nonce, encrypted_permissions FROM policies LIMIT "
          + TRIED_ROWS + ")";

  private final SpikeFile file;
  private final boolean isOld;

  private SpikeDatabase(SpikeFile file, boolean isOld) {
    this.file = file;
    this.isOld = isOld;
  }

  /**
   * Opens a file.
   *
   * @throws SpikeException {@code NOT_FOUND} when there is none, {@code DAMAGED} when it is not
   *         SPIKE's, {@code BUSY} when SPIKE writes it
   */
  public static SpikeDatabase open(Path path) {
    SpikeFile file = SpikeFile.open(path);
    boolean opened = false;
    try {
      Set<String> metadata = columns(file.connection(), "secret_metadata");
      boolean isOld = metadata.contains("current_version");
      if ((!isOld && !metadata.contains("encrypted_current_version"))
          || !columns(file.connection(), "secrets").contains("encrypted_data")
          || !columns(file.connection(), "policies").contains("encrypted_permissions")) {
        throw new SpikeException(ErrorCode.DAMAGED,
            path + " has not the tables of a SPIKE 0.8: give the file spike.db of its data"
                + " directory");
      }
      SpikeDatabase database = new SpikeDatabase(file, isOld);
      opened = true;
      return database;
    } catch (SQLException e) {
      throw SpikeFile.unreadable(e);
    } finally {
      if (!opened) {
        file.close();
      }
    }
  }

  /** Whether SPIKE 0.8.0 made it, with metadata in the clear. */
  public boolean isOld() {
    return isOld;
  }

  /** Whether at least one row opens under this key; among rows of more than one key, any will do. */
  public boolean opensWith(SecretBytes key) {
    try (SpikeCells cells = new SpikeCells(key);
        Statement statement = file.connection().createStatement();
        ResultSet row = statement.executeQuery(SAMPLE)) {
      while (row.next()) {
        if (cells.open(row.getBytes(1), row.getBytes(2)).isPresent()) {
          return true;
        }
      }
      return false;
    } catch (SQLException e) {
      throw SpikeFile.unreadable(e);
    }
  }

  /** How many rows there are: of metadata, versions and policies. */
  public long rows() {
    try {
      return count("secret_metadata") + count("secrets") + count("policies");
    } catch (SQLException e) {
      throw SpikeFile.unreadable(e);
    }
  }

  /** Tells {@code visitor} all that the file holds, policies last; one secret is held at a time. */
  public void visit(SecretBytes key, SpikeVisitor visitor) {
    try (SpikeCells cells = new SpikeCells(key)) {
      new SecretReader(file.connection(), cells, isOld, visitor).readAll();
      new PolicyReader(file.connection(), cells, visitor).readAll();
    } catch (SQLException e) {
      throw SpikeFile.unreadable(e);
    }
  }

  @Override
  public void close() {
    file.close();
  }

  private long count(String table) throws SQLException {
    try (Statement statement = file.connection().createStatement();
        ResultSet row = statement.executeQuery("SELECT count(*) FROM " + table)) {
      return row.getLong(1);
    }
  }

  private static Set<String> columns(Connection connection, String table) throws SQLException {
    Set<String> names = new HashSet<>();
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("PRAGMA table_info(" + table + ")")) {
      while (row.next()) {
        names.add(row.getString("name"));
      }
    }
    return names;
  }
}
