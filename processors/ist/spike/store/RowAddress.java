// SPDX-License-Identifier: Apache-2.0
package ist.spike.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import ist.spike.crypto.Fields;
import java.util.HexFormat;

/**
 * Where a sealed row belongs: what binds its bytes to its place.
 *
 * @param table the table's name
 * @param purpose of the data key that seals its cells
 * @param id the row's name within the table
 * @param version its number within that name, 0 when there is only one
 */
@SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
record RowAddress(String table, Purpose purpose, byte[] id, long version) {

  /** The head's only row. */
  static final RowAddress HEAD = new RowAddress("head", Purpose.HEAD, new byte[0], 0);

  private static final String POLICY = "policy";
  private static final String CELL_LABEL = "spike-camel/1/cell";
  private static final String SET_ROW_LABEL = "spike-camel/1/set-row";

  static RowAddress secretVersion(String path, long version) {
    return new RowAddress("secret_version", Purpose.SECRET, path.getBytes(UTF_8), version);
  }

  static RowAddress secretMeta(String path) {
    return new RowAddress("secret_meta", Purpose.SECRET, path.getBytes(UTF_8), 0);
  }

  static RowAddress policy(byte[] id) {
    return new RowAddress(POLICY, Purpose.POLICY, id, 0);
  }

  static RowAddress audit(long sequence) {
    return new RowAddress("audit", Purpose.AUDIT, new byte[0], sequence);
  }

  /** A data key's row holds no cell but counts in the set hash. */
  static RowAddress dataKey(int number, Purpose purpose) {
    return new RowAddress("data_key", purpose, purpose.text().getBytes(UTF_8), number);
  }

  /** What a cell of this row is sealed with besides its plaintext. */
  byte[] associatedData(StoreId store, int keyNumber) {
    return Fields.of(CELL_LABEL).bytes(store.toBytes()).text(purpose.text()).number(keyNumber)
        .text(table).bytes(id).number(version).toBytes();
  }

  /** What the set hash counts for this row. */
  byte[] setRow(byte[] content) {
    return Fields.of(SET_ROW_LABEL).text(table).bytes(id).number(version).bytes(content).toBytes();
  }

  /** Names the row for an operator. */
  @Override
  public String toString() {
    String name = table.equals(POLICY)
        ? HexFormat.of().formatHex(id)
        : new String(id, UTF_8);
    return table + " row '" + name + "' version " + version;
  }
}
