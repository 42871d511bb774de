// SPDX-License-Identifier: Apache-2.0
package ist.spike.shard;

import ist.spike.crypto.ByteByByte;
import ist.spike.crypto.Fields;
import ist.spike.crypto.Identifier;
import ist.spike.crypto.KeyId;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * Tells whether one share alone is the right one: the first 16 bytes of a SHA-256 over label, key id, share set, share
 * id and share (ops/format/keys.md). Public: a share has close to 256 bits of entropy, so it cannot be guessed from it.
 *
 * @param hex 32 lower-case hexadecimal digits
 */
public record CheckValue(String hex) {
  private static final String LABEL = "spike-camel/1/share-check";

  public CheckValue {
    Identifier.requireHex(hex);
  }

  /** The check value of {@code share} as a member of the set {@code set} of the key {@code key}. */
  public static CheckValue of(KeyId key, ShareSetId set, Share share) {
    MessageDigest digest = sha256();
    digest.update(
        Fields.of(LABEL).bytes(key.toBytes()).bytes(set.toBytes()).number(share.id()).toBytes());
    // The last field is written by hand: Fields keeps what it is given, and this one is a secret.
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(Share.SIZE_BYTES).array());
    share.value().lendTo(bytes -> ByteByByte.feed(bytes, digest::update));
    byte[] hash = digest.digest();
    // SECURITY: until then the digest keeps its last block, which is the share.
    digest.reset();
    return of(Arrays.copyOf(hash, Identifier.SIZE_BYTES));
  }

  /** Reads 32 lower-case hexadecimal digits; anything else is an {@link IllegalArgumentException}. */
  public static CheckValue parse(String hex) {
    return new CheckValue(hex);
  }

  /** Of exactly 16 bytes. */
  public static CheckValue of(byte[] bytes) {
    return new CheckValue(Identifier.hexOf(bytes));
  }

  public byte[] toBytes() {
    return Identifier.bytesOf(hex);
  }

  @Override
  public String toString() {
    return hex;
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }
}
