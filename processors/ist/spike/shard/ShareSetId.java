// SPDX-License-Identifier: Apache-2.0
package ist.spike.shard;

import ist.spike.crypto.Identifier;
import java.security.SecureRandom;

/**
 * Names one polynomial: 128 random bits. Shares of different sets are never combined. Public.
 *
 * @param hex 32 lower-case hexadecimal digits
 */
public record ShareSetId(String hex) {
  public ShareSetId {
    Identifier.requireHex(hex);
  }

  /** A new one; two are never the same. */
  public static ShareSetId random() {
    byte[] bytes = new byte[Identifier.SIZE_BYTES];
    new SecureRandom().nextBytes(bytes);
    return of(bytes);
  }

  /** Reads 32 lower-case hexadecimal digits; anything else is an {@link IllegalArgumentException}. */
  public static ShareSetId parse(String hex) {
    return new ShareSetId(hex);
  }

  /** Of exactly 16 bytes. */
  public static ShareSetId of(byte[] bytes) {
    return new ShareSetId(Identifier.hexOf(bytes));
  }

  public byte[] toBytes() {
    return Identifier.bytesOf(hex);
  }

  @Override
  public String toString() {
    return hex;
  }
}
