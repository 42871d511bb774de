// SPDX-License-Identifier: Apache-2.0
package ist.spike.shard;

import ist.spike.crypto.ByteByByte;
import ist.spike.crypto.ScalarRange;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Arithmetic modulo N, the order of P-256, on four 64-bit limbs, least significant first. No branch and no index depends
 * on a secret, and every array can be zeroed; {@code BigInteger} offers neither, so it only touches public numbers.
 */
final class Limbs {
  static final int COUNT = 4;

  private static final BigInteger ORDER = ScalarRange.ORDER;
  private static final BigInteger TWO_64 = BigInteger.ONE.shiftLeft(Long.SIZE);
  private static final BigInteger TWO_256 = BigInteger.ONE.shiftLeft(COUNT * Long.SIZE);
  private static final long[] N = ofPublic(ORDER);
  /** 2^256 mod N, below 2^224: what a carry out of the fourth limb is worth. */
  private static final long[] CARRY_WORTH = ofPublic(TWO_256.subtract(ORDER));
  /** -1/N mod 2^64, the factor of a Montgomery reduction. */
  private static final long MINUS_INVERSE = ORDER.modInverse(TWO_64).negate().longValue();

  private Limbs() {}

  /** Of 32 bytes, big-endian, below N. */
  static long[] of(byte[] scalar) {
    ByteBuffer bytes = ByteBuffer.wrap(scalar);
    long[] limbs = new long[COUNT];
    for (int i = COUNT - 1; i >= 0; i--) {
      limbs[i] = bytes.getLong();
    }
    return limbs;
  }

  static byte[] toBytes(long[] limbs) {
    ByteBuffer bytes = ByteBuffer.allocate(ScalarRange.SIZE_BYTES);
    for (int i = COUNT - 1; i >= 0; i--) {
      bytes.putLong(limbs[i]);
    }
    return bytes.array();
  }

  /** Of a public number below 2^256. */
  static long[] ofPublic(BigInteger number) {
    long[] limbs = new long[COUNT];
    for (int i = 0; i < COUNT; i++) {
      limbs[i] = number.shiftRight(i * Long.SIZE).longValue();
    }
    return limbs;
  }

  /** Replaces y by y * x + c; x is public and 0 &lt;= x &lt; 2^31. One step of Horner's rule. */
  static void multiplySmallAdd(long[] y, int x, long[] c) {
    long[] t = new long[COUNT + 1];
    copy(c, t);
    long carry = 0;
    for (int i = 0; i < COUNT; i++) {
      carry = multiplyAdd(t, i, y[i], x, carry);
    }
    long excess = carry;
    carry = 0;
    for (int i = 0; i < COUNT; i++) {
      carry = multiplyAdd(t, i, CARRY_WORTH[i], excess, carry);
    }
    t[COUNT] = carry;
    // excess * 2^224 < 2^255, so t is below 2N here and one subtraction is enough.
    reduceOnce(t, y);
  }

  /** Adds a * b to {@code sum}, all below N; b is public. */
  static void addProduct(long[] sum, long[] a, BigInteger b) {
    long[] product = montgomery(a, ofPublic(b.shiftLeft(COUNT * Long.SIZE).mod(ORDER)));
    long[] t = new long[COUNT + 1];
    for (int i = 0; i < COUNT; i++) {
      long s = sum[i] + product[i] + t[COUNT];
      t[COUNT] = carryOf(sum[i], product[i], s);
      t[i] = s;
    }
    reduceOnce(t, sum);
    clear(product);
  }

  /** Copies {@value #COUNT} limbs one by one, for the reason that {@link ByteByByte} gives. */
  static void copy(long[] from, long[] to) {
    for (int i = 0; i < COUNT; i++) {
      to[i] = from[i];
    }
  }

  static void clear(long[] limbs) {
    Arrays.fill(limbs, 0);
  }

  /**
   * a * b / 2^256 mod N by Montgomery's method, multiplying and reducing by turns (CIOS: Koc, Acar and Kaliski, 1996);
   * since b carries a factor of 2^256, that is the plain product.
   */
  private static long[] montgomery(long[] a, long[] b) {
    long[] t = new long[COUNT + 2];
    for (int i = 0; i < COUNT; i++) {
      long carry = 0;
      for (int j = 0; j < COUNT; j++) {
        carry = multiplyAdd(t, j, a[j], b[i], carry);
      }
      long top = t[COUNT] + carry;
      t[COUNT + 1] = carryOf(t[COUNT], carry, top);
      t[COUNT] = top;
      // Adding this multiple of N makes the lowest limb zero, so that everything moves down by one.
      long factor = t[0] * MINUS_INVERSE;
      carry = 0;
      for (int j = 0; j < COUNT; j++) {
        carry = multiplyAdd(t, j, factor, N[j], carry);
      }
      top = t[COUNT] + carry;
      long overflow = t[COUNT + 1] + carryOf(t[COUNT], carry, top);
      // One by one, as in copy.
      for (int j = 1; j < COUNT; j++) {
        t[j - 1] = t[j];
      }
      t[COUNT - 1] = top;
      t[COUNT] = overflow;
    }
    long[] product = new long[COUNT];
    reduceOnce(t, product);
    return product;
  }

  /** Puts the low half of t[at] + a * b + carry into t[at] and gives the high half, which always fits. */
  private static long multiplyAdd(long[] t, int at, long a, long b, long carry) {
    long low = a * b;
    long high = Math.unsignedMultiplyHigh(a, b);
    long s = low + t[at];
    high += carryOf(low, t[at], s);
    t[at] = s + carry;
    return high + carryOf(s, carry, t[at]);
  }

  /** Writes t, of five limbs and below 2N, modulo N into {@code result} and zeroes t. */
  private static void reduceOnce(long[] t, long[] result) {
    long[] less = new long[COUNT];
    long borrow = 0;
    for (int i = 0; i < COUNT; i++) {
      less[i] = t[i] - N[i] - borrow;
      borrow = ((~t[i] & N[i]) | ((~t[i] | N[i]) & less[i])) >>> 63;
    }
    // All ones when t < N: the fifth limb is 0 and the subtraction borrowed.
    long keep = -(borrow & ~t[COUNT]);
    for (int i = 0; i < COUNT; i++) {
      result[i] = (t[i] & keep) | (less[i] & ~keep);
    }
    clear(t);
    clear(less);
  }

  /** The carry out of s = a + b + (0 or 1). */
  private static long carryOf(long a, long b, long s) {
    return ((a & b) | ((a | b) & ~s)) >>> 63;
  }
}
