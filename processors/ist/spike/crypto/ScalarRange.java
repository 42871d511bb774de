// SPDX-License-Identifier: Apache-2.0
package ist.spike.crypto;

import java.math.BigInteger;
import java.util.Arrays;

/** The numbers that root keys and shares are: 0 &lt; x &lt; N, N being the order of the P-256 group, 32 bytes big-endian. */
public final class ScalarRange {
  public static final int SIZE_BYTES = 32;
  /** N, the order of P-256 (FIPS 186-4, D.1.2.3). */
  public static final BigInteger ORDER =
      new BigInteger("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16);

  private static final byte[] ORDER_BYTES = orderBytes();

  private ScalarRange() {}

  /** Whether {@code secret} has 32 bytes and 0 &lt; secret &lt; N; in constant time but for the size. */
  public static boolean contains(SecretBytes secret) {
    return secret.size() == SIZE_BYTES
        && secret.lend(bytes -> isBelowOrder(bytes) && !isZero(bytes));
  }

  /** Whether 32 big-endian bytes are below N; in constant time. */
  public static boolean isBelowOrder(byte[] scalar) {
    int borrow = 0;
    for (int i = SIZE_BYTES - 1; i >= 0; i--) {
      borrow = ((scalar[i] & 0xff) - (ORDER_BYTES[i] & 0xff) - borrow) >>> 31;
    }
    return borrow == 1;
  }

  private static boolean isZero(byte[] scalar) {
    int bits = 0;
    for (byte b : scalar) {
      bits |= b;
    }
    return bits == 0;
  }

  private static byte[] orderBytes() {
    byte[] signed = ORDER.toByteArray();
    return Arrays.copyOfRange(signed, signed.length - SIZE_BYTES, signed.length);
  }
}
