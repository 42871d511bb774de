// SPDX-License-Identifier: Apache-2.0
package ist.spike.store;

import java.math.BigInteger;

/**
 * A hash of a set of rows that grows and shrinks with it: the sum of the rows' HMACs modulo 2^256.
 * Without the HMAC key nobody can make another set with the same sum.
 */
record SetHash(BigInteger sum) {

  static final int SIZE_BYTES = 32;
  /** Of no rows. */
  static final SetHash EMPTY = new SetHash(BigInteger.ZERO);

  /** Keeps the remainder modulo 2^256, of negative numbers, too. */
  private static final BigInteger MASK =
      BigInteger.ONE.shiftLeft(SIZE_BYTES * Byte.SIZE).subtract(BigInteger.ONE);

  static SetHash of(byte[] bytes) {
    return new SetHash(new BigInteger(1, bytes));
  }

  SetHash plus(byte[] rowHash) {
    return new SetHash(sum.add(new BigInteger(1, rowHash)).and(MASK));
  }

  /** Of the rows of both. */
  SetHash plus(SetHash others) {
    return new SetHash(sum.add(others.sum).and(MASK));
  }

  SetHash minus(byte[] rowHash) {
    return new SetHash(sum.subtract(new BigInteger(1, rowHash)).and(MASK));
  }

  byte[] toBytes() {
    byte[] bytes = new byte[SIZE_BYTES];
    byte[] magnitude = sum.toByteArray(); // at most one zero byte longer, for the sign
    int length = Math.min(magnitude.length, SIZE_BYTES);
    System.arraycopy(magnitude, magnitude.length - length, bytes, SIZE_BYTES - length, length);
    return bytes;
  }
}
