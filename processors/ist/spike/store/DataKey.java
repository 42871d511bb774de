// SPDX-License-Identifier: Apache-2.0
package ist.spike.store;

import ist.spike.crypto.AesGcm;
import ist.spike.crypto.Fields;
import ist.spike.crypto.HmacKey;
import ist.spike.crypto.SecretBytes;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import javax.crypto.AEADBadTagException;

/**
 * One data key, opened (ops/format/store.md 3). Seals under random nonces, so it counts them: at most
 * {@link SealLimits#maxSeals} under one key, each from a block that was committed before.
 */
final class DataKey implements AutoCloseable {

  /**
   * A data key as its row holds it.
   *
   * @param reserved seals reserved so far
   */
  @SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
  record Row(int number, Purpose purpose, long reserved, byte[] wrapped) {}

  private static final String WRAP_LABEL = "spike-camel/1/data-key";

  private final int number;
  private final Purpose purpose;
  private final SecretBytes bytes;
  private final AesGcm cipher;
  private final Optional<HmacKey> mac;
  private final AtomicLong used;
  private final AtomicLong reserved;

  private DataKey(int number, Purpose purpose, SecretBytes bytes, long reserved) {
    this.number = number;
    this.purpose = purpose;
    this.bytes = bytes;
    this.cipher = AesGcm.of(bytes);
    this.mac = purpose == Purpose.SET ? Optional.of(HmacKey.of(bytes)) : Optional.empty();
    // SECURITY: nobody knows how many of the reserved seals were made, so all of them were.
    this.used = new AtomicLong(reserved);
    this.reserved = new AtomicLong(reserved);
  }

  /** A new random key whose first block is reserved by the commit that stores its row. */
  static DataKey create(int number, Purpose purpose, long reserved) {
    DataKey key =
        new DataKey(number, purpose, SecretBytes.random(AesGcm.KEY_SIZE_BYTES), reserved);
    key.used.set(0);
    return key;
  }

  /** A key of another system, which never seals here. */
  static DataKey adopt(int number, SecretBytes bytes) {
    return new DataKey(number, Purpose.CIPHER, bytes.copy(), 0);
  }

  static DataKey unwrap(Row row, StoreId store, AesGcm wrapping) throws AEADBadTagException {
    byte[] key = wrapping.open(row.wrapped(), wrapData(store, row.number(), row.purpose()));
    return new DataKey(row.number(), row.purpose(), SecretBytes.takeOwnership(key),
        row.reserved());
  }

  Row wrap(StoreId store, AesGcm wrapping) {
    byte[] wrapped = bytes.lend(key -> wrapping.seal(key, wrapData(store, number, purpose)));
    return new Row(number, purpose, reserved.get(), wrapped);
  }

  int number() {
    return number;
  }

  Purpose purpose() {
    return purpose;
  }

  /** Seals that may still be made before a further block must be committed. */
  long sealsLeft() {
    return reserved.get() - used.get();
  }

  long reserved() {
    return reserved.get();
  }

  /** To be called after the larger reservation was committed, not before. */
  void reservedTo(long committed) {
    reserved.set(committed);
  }

  SecretBytes copyBytes() {
    return bytes.copy();
  }

  byte[] seal(byte[] plaintext, byte[] associatedData) {
    if (used.incrementAndGet() > reserved.get()) {
      throw new AssertionError("data key " + number + " makes more seals than are reserved");
    }
    return cipher.seal(plaintext, associatedData);
  }

  byte[] open(byte[] sealed, byte[] associatedData) throws AEADBadTagException {
    return cipher.open(sealed, associatedData);
  }

  /** For the key of the set hash alone. */
  byte[] authenticate(byte[] message) {
    return mac.orElseThrow().sha256(message);
  }

  /** The same for a thread that has much to authenticate; the caller closes it. */
  HmacKey authenticator() {
    return HmacKey.of(bytes);
  }

  @Override
  public void close() {
    cipher.close();
    mac.ifPresent(HmacKey::close);
    bytes.close();
  }

  private static byte[] wrapData(StoreId store, int number, Purpose purpose) {
    return Fields.of(WRAP_LABEL).bytes(store.toBytes()).number(number).text(purpose.text())
        .toBytes();
  }
}
