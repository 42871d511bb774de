// SPDX-License-Identifier: Apache-2.0
package ist.spike.spikedb;

import ist.spike.wire.ErrorCode;
import ist.spike.wire.SpikeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.sqlite.SQLiteConfig;

/**
 * A connection to a database file that leaves nothing beside it. A file with a log of writes that are
 * not in it yet is copied with the log first, into a directory of our own: SQLite cannot read the two
 * together without writing.
 */
final class SpikeFile implements AutoCloseable {

  private static final List<String> LOG_SUFFIXES = List.of("-wal", "-journal");
  private static final String COPY = "spike.db";
  /** What SQLite may leave in the directory of the copy. */
  private static final List<String> COPIED =
      List.of(COPY, COPY + "-wal", COPY + "-journal", COPY + "-shm");

  private final Connection connection;
  private final List<Path> copies;

  private SpikeFile(Connection connection, List<Path> copies) {
    this.connection = connection;
    this.copies = copies;
  }

  static SpikeFile open(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new SpikeException(ErrorCode.NOT_FOUND, "there is no file " + file);
    }
    try {
      return logs(file).isEmpty()
          ? new SpikeFile(connect(file, "?immutable=1", true), List.of())
          : openCopy(file);
    } catch (IOException e) {
      throw new SpikeException(ErrorCode.INTERNAL, file + " cannot be read", e);
    } catch (SQLException e) {
      throw unreadable(e);
    }
  }

  Connection connection() {
    return connection;
  }

  static SpikeException unreadable(SQLException e) {
    return new SpikeException(ErrorCode.DAMAGED,
        "the file cannot be read as SPIKE's database: " + e.getMessage(), e);
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw unreadable(e);
    } finally {
      remove(copies);
    }
  }

  /** The suffixes of the logs that are there and hold something. */
  private static List<String> logs(Path file) throws IOException {
    List<String> found = new ArrayList<>();
    for (String suffix : LOG_SUFFIXES) {
      Path log = Path.of(file + suffix);
      if (Files.exists(log) && Files.size(log) > 0) {
        found.add(suffix);
      }
    }
    return found;
  }

  private static SpikeFile openCopy(Path file) throws IOException, SQLException {
    Path directory = Files.createTempDirectory("spike-import");
    List<Path> copies = new ArrayList<>(COPIED.stream().map(directory::resolve).toList());
    copies.add(directory);
    boolean opened = false;
    try {
      String before = stateOf(file);
      Files.copy(file, directory.resolve(COPY));
      for (String suffix : logs(file)) {
        Files.copy(Path.of(file + suffix), directory.resolve(COPY + suffix));
      }
      if (!before.equals(stateOf(file))) {
        throw new SpikeException(ErrorCode.BUSY,
            file + " changed while it was read: stop the Nexus that writes it, and try again");
      }
      SpikeFile copy = new SpikeFile(connect(directory.resolve(COPY), "", false), copies);
      opened = true;
      return copy;
    } finally {
      if (!opened) {
        remove(copies);
      }
    }
  }

  private static Connection connect(Path file, String query, boolean readOnly)
      throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    config.setReadOnly(readOnly);
    Connection connection =
        config.createConnection("jdbc:sqlite:" + file.toAbsolutePath().toUri() + query);
    try (Statement statement = connection.createStatement()) {
      // SECURITY: whoever made the file could have put views and functions into its schema.
      statement.execute("PRAGMA trusted_schema = OFF");
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
    return connection;
  }

  private static String stateOf(Path file) throws IOException {
    StringBuilder state = new StringBuilder();
    List<String> suffixes = new ArrayList<>(logs(file));
    suffixes.add("");
    for (String suffix : suffixes) {
      Path each = Path.of(file + suffix);
      state.append(each).append(' ').append(Files.size(each)).append(' ')
          .append(Files.getLastModifiedTime(each)).append('\n');
    }
    return state.toString();
  }

  private static void remove(List<Path> copies) {
    try {
      for (Path each : copies) {
        Files.deleteIfExists(each);
      }
    } catch (IOException e) {
      throw new SpikeException(ErrorCode.INTERNAL, "the copy " + copies.getLast()
          + " cannot be removed: remove it yourself, it holds SPIKE's sealed rows", e);
    }
  }
}
