// SPDX-License-Identifier: Apache-2.0
package ist.spike.store;

import ist.spike.crypto.RootKey;
import ist.spike.shard.ShareException;
import ist.spike.shard.ShareSet;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.SpikeException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the head and the data keys, sealed or not. */
final class StoreRows {

  /** What the set hash covers. */
  static final List<String> COVERED_TABLES =
      List.of("secret_meta", "secret_version", "policy", "audit", "data_key");

  private StoreRows() {}

  static StoreHead head(Database database) throws SQLException {
    return database.one("SELECT store_id, dev, phase, share_set FROM head WHERE id = 1",
        row -> new StoreHead(storeId(row), dev(row.getLong(2)), StorePhase.of(row.getLong(3)),
            shareSet(row.getBytes(4))))
        .orElseThrow(() -> new SpikeException(ErrorCode.DAMAGED, "the store has no head row"));
  }

  static boolean holdsRows(Database database) throws SQLException {
    for (String table : COVERED_TABLES) {
      if (database.count("SELECT EXISTS (SELECT 1 FROM " + table + ")") != 0) {
        return true;
      }
    }
    return false;
  }

  static List<DataKey.Row> dataKeys(Database database) throws SQLException {
    return database.all("SELECT number, purpose, reserved, wrapped FROM data_key ORDER BY number",
        row -> new DataKey.Row(keyNumber(row.getLong(1)), Purpose.of(row.getString(2)),
            row.getLong(3),
            row.getBytes(4)));
  }

  /** The state of an unsealed store; refuses a key that is not this store's. */
  static StoreState unseal(Database database, RootKey key) throws SQLException {
    StoreHead head = head(database);
    ShareSet shareSet = head.shareSet().filter(set -> head.phase() == StorePhase.FINAL)
        .orElseThrow(() -> new SpikeException(ErrorCode.NOT_READY,
            "the store has no root key yet, so none can unseal it"));
    if (!shareSet.keyId().equals(key.keyId())) {
      throw new SpikeException(ErrorCode.BAD_REQUEST, "this is root key " + key.keyId()
          + ", the store's is " + shareSet.keyId());
    }
    DataKeys none = DataKeys.none(head.storeId(), key);
    try {
      return open(database, head, none);
    } catch (SQLException | RuntimeException e) {
      none.close();
      throw e;
    }
  }

  /** The state as the file has it, with the wrapping key that {@code known} has. */
  static StoreState reopen(Database database, DataKeys known) throws SQLException {
    return open(database, head(database), known);
  }

  private static StoreState open(Database database, StoreHead head, DataKeys wrapping)
      throws SQLException {
    List<DataKey.Row> rows = dataKeys(database);
    byte[] cell = database.one("SELECT sealed FROM head WHERE sealed IS NOT NULL",
        row -> row.getBytes(1)).orElseThrow(
            () -> new SpikeException(ErrorCode.DAMAGED, "the store has no sealed head"));
    DataKeys keys = wrapping.reopened(rows);
    try {
      SealedHead sealed = SealedHead.parse(keys.open(RowAddress.HEAD, cell));
      sealed.requireSame(head, rows);
      return new StoreState(head, sealed.changeNumber(), sealed.setHash(),
          sealed.auditHead(), Optional.of(keys), PolicyTable.EMPTY);
    } catch (RuntimeException e) {
      keys.all().forEach(DataKey::close);
      throw e;
    }
  }

  static Optional<ShareSet> shareSet(byte @Nullable [] bytes) {
    if (bytes == null || bytes.length == 0) {
      return Optional.empty();
    }
    try {
      return Optional.of(ShareSet.parse(bytes));
    } catch (ShareException e) {
      throw new SpikeException(ErrorCode.DAMAGED, "the store's share set cannot be read", e);
    }
  }

  private static int keyNumber(long number) {
    if (number < 1 || number > Integer.MAX_VALUE) {
      throw new SpikeException(ErrorCode.DAMAGED, "the store has a data key " + number);
    }
    return (int) number;
  }

  private static boolean dev(long mark) {
    if (mark != 0 && mark != 1) {
      throw new SpikeException(ErrorCode.DAMAGED, "the store's head has the unknown mark " + mark);
    }
    return mark == 1;
  }

  private static StoreId storeId(ResultSet row) throws SQLException {
    byte[] bytes = row.getBytes(1);
    if (bytes.length != StoreId.SIZE_BYTES) {
      throw new SpikeException(ErrorCode.DAMAGED,
          "the store's id has " + bytes.length + " bytes, not " + StoreId.SIZE_BYTES);
    }
    return StoreId.of(bytes);
  }
}
