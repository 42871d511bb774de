// SPDX-License-Identifier: Apache-2.0
package ist.spike.store;

import ist.spike.crypto.AesGcm;
import ist.spike.crypto.HmacKey;
import ist.spike.crypto.RootKey;
import ist.spike.crypto.SecretBytes;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.SpikeException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import javax.crypto.AEADBadTagException;

/**
 * All data keys of an unsealed store, and what is done with them: cells are sealed with the newest key
 * of their purpose and opened with the one they name. Immutable but for the counts of seals.
 */
final class DataKeys implements AutoCloseable {

  private static final String WRAPPING_PURPOSE = "wrapping";
  private static final byte CELL_VERSION = 1;
  private static final int CELL_HEADER_SIZE_BYTES = 1 + Integer.BYTES;

  private final StoreId store;
  private final AesGcm wrapping;
  private final NavigableMap<Integer, DataKey> byNumber;

  private DataKeys(StoreId store, AesGcm wrapping, NavigableMap<Integer, DataKey> byNumber) {
    this.store = store;
    this.wrapping = wrapping;
    this.byNumber = byNumber;
  }

  /** None yet, to be added to. */
  static DataKeys none(StoreId store, RootKey rootKey) {
    try (SecretBytes key = rootKey.derive(WRAPPING_PURPOSE, AesGcm.KEY_SIZE_BYTES)) {
      return new DataKeys(store, AesGcm.ofRareUse(key), new TreeMap<>());
    }
  }

  /** These keys' wrapping key with the data keys of these rows; the old object stays usable. */
  DataKeys reopened(List<DataKey.Row> rows) {
    NavigableMap<Integer, DataKey> opened = new TreeMap<>();
    for (DataKey.Row row : rows) {
      try {
        opened.put(row.number(), DataKey.unwrap(row, store, wrapping));
      } catch (AEADBadTagException e) {
        opened.values().forEach(DataKey::close);
        throw damaged(RowAddress.dataKey(row.number(), row.purpose()), e);
      }
    }
    return new DataKeys(store, wrapping, opened);
  }

  DataKeys with(DataKey key) {
    NavigableMap<Integer, DataKey> more = new TreeMap<>(byNumber);
    more.put(key.number(), key);
    return new DataKeys(store, wrapping, more);
  }

  DataKey create(Purpose purpose, SealLimits limits) {
    return DataKey.create(nextNumber(), purpose, limits.block());
  }

  /** Another system's key as the next one here; the bytes are copied. */
  DataKey adopt(SecretBytes bytes) {
    return DataKey.adopt(nextNumber(), bytes);
  }

  private int nextNumber() {
    return byNumber.isEmpty() ? 1 : Math.addExact(byNumber.lastKey(), 1);
  }

  /** Copies of the other systems' keys, oldest first; the caller closes them. */
  List<SecretBytes> cipherKeys() {
    return byNumber.values().stream().filter(key -> key.purpose() == Purpose.CIPHER)
        .map(DataKey::copyBytes).toList();
  }

  DataKey.Row wrap(DataKey key) {
    return key.wrap(store, wrapping);
  }

  List<DataKey> all() {
    return List.copyOf(byNumber.values());
  }

  /** The keys that seal: the newest of each purpose that makes cells. */
  List<DataKey> sealing() {
    List<DataKey> newest = new ArrayList<>();
    for (DataKey key : byNumber.values()) {
      if (key.purpose().seals() && newest(key.purpose()).number() == key.number()) {
        newest.add(key);
      }
    }
    return newest;
  }

  byte[] seal(RowAddress row, byte[] plaintext) {
    DataKey key = newest(row.purpose());
    byte[] sealed = key.seal(plaintext, row.associatedData(store, key.number()));
    return ByteBuffer.allocate(CELL_HEADER_SIZE_BYTES + sealed.length).put(CELL_VERSION)
        .putInt(key.number()).put(sealed).array();
  }

  /** The plaintext of a cell; one that was altered, or made for another row, is damage. */
  byte[] open(RowAddress row, byte[] cell) {
    if (cell.length < CELL_HEADER_SIZE_BYTES || cell[0] != CELL_VERSION) {
      throw damaged(row, new AEADBadTagException("not a cell"));
    }
    ByteBuffer header = ByteBuffer.wrap(cell, 1, cell.length - 1);
    DataKey key = byNumber.get(header.getInt());
    if (key == null || key.purpose() != row.purpose()) {
      throw damaged(row, new AEADBadTagException("no such data key"));
    }
    byte[] sealed = new byte[header.remaining()];
    header.get(sealed);
    try {
      return key.open(sealed, row.associatedData(store, key.number()));
    } catch (AEADBadTagException e) {
      throw damaged(row, e);
    }
  }

  /** What a row adds to the set hash. */
  byte[] rowHash(RowAddress row, byte[] content) {
    return newest(Purpose.SET).authenticate(row.setRow(content));
  }

  /** Computes the same for many rows; the caller closes it. */
  HmacKey rowHashes() {
    return newest(Purpose.SET).authenticator();
  }

  private DataKey newest(Purpose purpose) {
    for (DataKey key : byNumber.descendingMap().values()) {
      if (key.purpose() == purpose) {
        return key;
      }
    }
    throw new SpikeException(ErrorCode.DAMAGED,
        "the store has no data key for " + purpose.text());
  }

  private static SpikeException damaged(RowAddress row, AEADBadTagException cause) {
    return new SpikeException(ErrorCode.DAMAGED,
        "the store's " + row + " does not open: it was altered, or moved from another place",
        cause);
  }

  @Override
  public void close() {
    byNumber.values().forEach(DataKey::close);
    wrapping.close();
  }
}
