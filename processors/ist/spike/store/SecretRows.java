// SPDX-License-Identifier: Apache-2.0
package ist.spike.store;

import ist.spike.audit.AuditDraft;
import ist.spike.secret.SecretChange;
import ist.spike.secret.SecretHistory;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.SpikeException;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;

/** Reads and writes the rows of one secret. */
final class SecretRows {

  private static final String META_AND_NEWEST = "SELECT meta.sealed, newest.version, newest.sealed"
      + " FROM secret_meta AS meta LEFT JOIN secret_version AS newest ON newest.path = meta.path"
      + " WHERE meta.path = ? ORDER BY newest.version DESC LIMIT 1";

  private SecretRows() {}

  static Optional<SecretHistory> history(Database database, DataKeys keys, String path)
      throws SQLException {
    return meta(database, path).map(cell -> open(keys, path, cell));
  }

  static Optional<StoredVersion> read(Database database, DataKeys keys, String path, int version)
      throws SQLException {
    Optional<Newest> found = database.one(META_AND_NEWEST,
        row -> new Newest(row.getBytes(1), row.getLong(2), row.getBytes(3)), path);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    SecretHistory history = open(keys, path, found.get().meta());
    if (!history.isLive(version)) {
      return Optional.empty();
    }
    int wanted = version == 0 ? history.current() : version;
    byte[] cell = found.get().version() == wanted
        ? found.get().cell()
        : version(database, path, wanted);
    return Optional.of(new StoredVersion(wanted, history,
        keys.open(RowAddress.secretVersion(path, wanted), cell)));
  }

  /**
   * The metadata and the newest version, which is the one that most readers want: asking for both at
   * once takes two thirds of the time.
   *
   * @param version 0, and no cell, when there is no version at all
   */
  @SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
  private record Newest(byte[] meta, long version, byte[] cell) {}

  static <T> T update(Transaction transaction, String path, SecretUpdate<T> update,
      AuditDraft draft) throws SQLException {
    DataKeys keys = transaction.keys();
    Optional<byte[]> before = meta(transaction.database(), path);
    SecretWrite<T> write = update.apply(before.map(cell -> open(keys, path, cell)));
    SecretChange change = write.change();
    if (change.changed()) {
      for (int version : change.removed()) {
        erase(transaction, path, version);
      }
      writeMeta(transaction, path, before, change.history());
      if (change.written().isPresent()) {
        writeVersion(transaction, path, change.written().getAsInt(), write.value());
      }
      for (Map.Entry<Integer, byte[]> version : write.adopted().entrySet()) {
        writeVersion(transaction, path, version.getKey(), version.getValue());
      }
      transaction.audit(draft);
    }
    return write.result();
  }

  private static void erase(Transaction transaction, String path, int version)
      throws SQLException {
    byte[] cell = version(transaction.database(), path, version);
    transaction.database().run("DELETE FROM secret_version WHERE path = ? AND version = ?", path,
        version);
    transaction.removed(RowAddress.secretVersion(path, version), cell);
  }

  private static void writeMeta(Transaction transaction, String path, Optional<byte[]> before,
      SecretHistory history) throws SQLException {
    RowAddress row = RowAddress.secretMeta(path);
    byte[] cell = transaction.keys().seal(row, HistoryCodec.encode(history));
    transaction.database().run("INSERT INTO secret_meta (path, sealed) VALUES (?, ?)"
        + " ON CONFLICT (path) DO UPDATE SET sealed = excluded.sealed", path, cell);
    before.ifPresent(old -> transaction.removed(row, old));
    transaction.added(row, cell);
    transaction.reached(WriteProbe.Point.METADATA);
  }

  private static void writeVersion(Transaction transaction, String path, int version,
      byte[] value) throws SQLException {
    RowAddress row = RowAddress.secretVersion(path, version);
    byte[] cell = transaction.keys().seal(row, value);
    transaction.database().run(
        "INSERT INTO secret_version (path, version, sealed) VALUES (?, ?, ?)", path, version,
        cell);
    transaction.added(row, cell);
    transaction.reached(WriteProbe.Point.ROW);
  }

  static SecretHistory open(DataKeys keys, String path, byte[] cell) {
    return HistoryCodec.decode(keys.open(RowAddress.secretMeta(path), cell));
  }

  private static Optional<byte[]> meta(Database database, String path) throws SQLException {
    return database.one("SELECT sealed FROM secret_meta WHERE path = ?", row -> row.getBytes(1),
        path);
  }

  private static byte[] version(Database database, String path, int version)
      throws SQLException {
    return database.one("SELECT sealed FROM secret_version WHERE path = ? AND version = ?",
        row -> row.getBytes(1), path, version)
        .orElseThrow(() -> new SpikeException(ErrorCode.DAMAGED,
            "the store's " + RowAddress.secretVersion(path, version)
                + " is gone, its metadata still names it"));
  }
}
