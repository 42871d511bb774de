// SPDX-License-Identifier: Apache-2.0
package ist.spike.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;
import org.sqlite.SQLiteOpenMode;

/**
 * One connection to a store's file with its prepared statements. For one thread at a time; a
 * statement must not be run again while its rows are being visited.
 */
final class Database implements AutoCloseable {

  /** Longer than any commit takes; only a foreign process such as {@code sqlite3} can hold a lock. */
  static final Duration LOCK_WAIT = Duration.ofSeconds(5);
  /** Measured best for a steady writer: 64 MB of WAL between two checkpoints. */
  static final int CHECKPOINT_PAGES = 16_384;
  private static final Logger LOG = LoggerFactory.getLogger(Database.class);

  /** Makes something of the current row. */
  @FunctionalInterface
  interface RowReader<T> {
    T read(ResultSet row) throws SQLException;
  }

  /** Looks at the current row. */
  @FunctionalInterface
  interface RowVisitor {
    void visit(ResultSet row) throws SQLException;
  }

  private final Path file;
  private final Connection connection;
  private final Map<String, PreparedStatement> statements = new HashMap<>();

  private Database(Path file, Connection connection) {
    this.file = file;
    this.connection = connection;
  }

  /** Opens for reading and writing; {@link #begin} takes the write lock at once. */
  static Database forWriting(Path file) throws SQLException {
    Database database = open(file, SQLiteConfig.TransactionMode.IMMEDIATE);
    database.script("PRAGMA wal_autocheckpoint = " + CHECKPOINT_PAGES);
    return database;
  }

  /** Opens for reading; {@link #begin} and the first query fix what is seen until {@link #commit}. */
  static Database forReading(Path file) throws SQLException {
    Database database = open(file, SQLiteConfig.TransactionMode.DEFERRED);
    database.script("PRAGMA query_only = ON");
    return database;
  }

  /** Opens for checkpoints, which wait for nobody. */
  static Database forCheckpoints(Path file) throws SQLException {
    Database database = open(file, SQLiteConfig.TransactionMode.DEFERRED);
    database.script("PRAGMA busy_timeout = 0");
    return database;
  }

  /** Opens a file that nobody writes, without leaving anything beside it. */
  static Database immutable(Path file) throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    config.setReadOnly(true);
    return new Database(file,
        config.createConnection("jdbc:sqlite:" + file.toAbsolutePath().toUri() + "?immutable=1"));
  }

  /** Waits for others' locks so long and no longer, instead of {@link #LOCK_WAIT}. */
  void waitForLocks(Duration longest) throws SQLException {
    script("PRAGMA busy_timeout = " + longest.toMillis());
  }

  /** Connections that read what is committed and create nothing beside the file. */
  static DataSource source(Path file) {
    SQLiteConfig config = new SQLiteConfig();
    config.setBusyTimeout((int) LOCK_WAIT.toMillis());
    config.resetOpenMode(SQLiteOpenMode.CREATE);
    SQLiteDataSource source = new SQLiteDataSource(config);
    source.setUrl("jdbc:sqlite:" + file.toAbsolutePath());
    return source;
  }

  private static Database open(Path file, SQLiteConfig.TransactionMode mode) throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    config.setTransactionMode(mode);
    // Else the driver asks for the new row id after each statement, which took an eighth of a
    // commit.
    config.setGetGeneratedKeys(false);
    config.setBusyTimeout(Math.toIntExact(LOCK_WAIT.toMillis()));
    config.resetOpenMode(SQLiteOpenMode.CREATE);
    Database database =
        new Database(file, config.createConnection("jdbc:sqlite:" + file.toAbsolutePath()));
    try {
      database.script("PRAGMA foreign_keys = ON");
      database.script("PRAGMA trusted_schema = OFF");
      // SECURITY: pruned and destroyed versions are overwritten with zeros, not only unlinked.
      database.script("PRAGMA secure_delete = ON");
      database.script("PRAGMA synchronous = FULL");
      return database;
    } catch (SQLException e) {
      database.close();
      throw e;
    }
  }

  Path file() {
    return file;
  }

  void useWriteAheadLog() throws SQLException {
    String mode = one("PRAGMA journal_mode = WAL", row -> row.getString(1)).orElse("");
    if (!mode.equals("wal")) {
      throw new SQLException("the file system does not carry a write-ahead log: " + mode);
    }
  }

  /**
   * Moves all of the log into the database, unless another program reads: what a process before this one could not
   * flush looks whole in the log, and nothing may be committed behind it.
   */
  void emptyLog() throws SQLException {
    one("PRAGMA wal_checkpoint(TRUNCATE)", row -> row.getInt(1));
  }

  void begin() throws SQLException {
    connection.setAutoCommit(false);
  }

  void commit() throws SQLException {
    connection.setAutoCommit(true);
  }

  /** Runs statements, any number of them; rows they give are dropped. */
  void script(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.executeUpdate(sql);
    }
  }

  /** Runs a statement that gives no rows; the number of rows it changed. */
  int run(String sql, @Nullable Object... arguments) throws SQLException {
    return bound(sql, arguments).executeUpdate();
  }

  /** The first row, if any. */
  <T> Optional<T> one(String sql, RowReader<T> reader, @Nullable Object... arguments)
      throws SQLException {
    try (ResultSet row = bound(sql, arguments).executeQuery()) {
      return row.next() ? Optional.of(reader.read(row)) : Optional.empty();
    }
  }

  <T> List<T> all(String sql, RowReader<T> reader, @Nullable Object... arguments)
      throws SQLException {
    List<T> rows = new ArrayList<>();
    visit(sql, row -> rows.add(reader.read(row)), arguments);
    return rows;
  }

  void visit(String sql, RowVisitor visitor, @Nullable Object... arguments) throws SQLException {
    try (ResultSet row = bound(sql, arguments).executeQuery()) {
      while (row.next()) {
        visitor.visit(row);
      }
    }
  }

  long count(String sql, @Nullable Object... arguments) throws SQLException {
    return one(sql, row -> row.getLong(1), arguments).orElse(0L);
  }

  private PreparedStatement bound(String sql, @Nullable Object... arguments) throws SQLException {
    PreparedStatement statement = statements.get(sql);
    if (statement == null) {
      statement = connection.prepareStatement(sql);
      statements.put(sql, statement);
    }
    for (int i = 0; i < arguments.length; i++) {
      statement.setObject(i + 1, arguments[i]);
    }
    return statement;
  }

  /** Rolls back what is open and closes; a failure to close leaves nothing to be done. */
  @Override
  public void close() throws SQLException {
    connection.close();
  }

  /** As {@link #close}, where the connection failed already or is of no more use. */
  void closeQuietly() {
    try {
      close();
    } catch (SQLException e) {
      LOG.warn("a connection to the store did not close", e);
    }
  }
}
