// SPDX-License-Identifier: Apache-2.0
package ist.spike.crypto;

/**
 * The key that everything else hangs from: 32 bytes, as a number 0 &lt; k &lt; N (order of P-256), because it is shared
 * over that field. It is used for nothing itself but the Bootstrap probe; every other key is derived from it
 * (ops/format/keys.md).
 */
public final class RootKey implements AutoCloseable {
  public static final int SIZE_BYTES = ScalarRange.SIZE_BYTES;

  private static final String INFO_PREFIX = "spike-camel/1/";
  private static final String KEY_ID_PURPOSE = "key-id";
  /** A draw fails with a chance of 2^-32, so this many never fail together. */
  private static final int MAX_DRAWS = 64;

  private final SecretBytes bytes;

  private RootKey(SecretBytes bytes) {
    this.bytes = bytes;
  }

  /** Draws a new key, uniformly from 0 &lt; k &lt; N. */
  public static RootKey generate() {
    for (int draw = 0; draw < MAX_DRAWS; draw++) {
      SecretBytes candidate = SecretBytes.random(SIZE_BYTES);
      if (ScalarRange.contains(candidate)) {
        return new RootKey(candidate);
      }
      candidate.close();
    }
    throw new AssertionError("the random generator is broken");
  }

  /** Takes ownership of {@code key}; one that is out of range is closed and refused as an illegal argument. */
  public static RootKey of(SecretBytes key) {
    if (!ScalarRange.contains(key)) {
      key.close();
      throw new IllegalArgumentException(
          "a root key has 32 bytes, is not zero and is below the group order");
    }
    return new RootKey(key);
  }

  /** The public name of this key. */
  public KeyId keyId() {
    try (SecretBytes id = derive(KEY_ID_PURPOSE, Identifier.SIZE_BYTES)) {
      return id.lend(KeyId::of);
    }
  }

  /** A key for one purpose: HKDF-SHA256 with info {@code spike-camel/1/<purpose>}. The caller closes it. */
  public SecretBytes derive(String purpose, int sizeBytes) {
    return Hkdf.sha256(bytes, INFO_PREFIX + purpose, sizeBytes);
  }

  /** The key itself, for splitting and for the Bootstrap probe only; borrowed, it stays owned by this object. */
  public SecretBytes bytes() {
    return bytes;
  }

  @Override
  public void close() {
    bytes.close();
  }

  @Override
  public String toString() {
    return "RootKey[redacted]";
  }
}
