// SPDX-License-Identifier: Apache-2.0
package ist.spike.crypto;

/**
 * Recognises a root key without telling anything about it: 16 bytes derived by HKDF (purpose {@code key-id}). Public.
 *
 * @param hex 32 lower-case hexadecimal digits
 */
public record KeyId(String hex) {
  public KeyId {
    Identifier.requireHex(hex);
  }

  /** Reads 32 lower-case hexadecimal digits; anything else is an {@link IllegalArgumentException}. */
  public static KeyId parse(String hex) {
    return new KeyId(hex);
  }

  /** Of exactly 16 bytes. */
  public static KeyId of(byte[] bytes) {
    return new KeyId(Identifier.hexOf(bytes));
  }

  public byte[] toBytes() {
    return Identifier.bytesOf(hex);
  }

  @Override
  public String toString() {
    return hex;
  }
}
