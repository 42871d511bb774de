// SPDX-License-Identifier: Apache-2.0
package ist.spike.shard;

import ist.spike.crypto.ByteByByte;
import ist.spike.crypto.ScalarRange;
import ist.spike.crypto.SecretBytes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.function.Supplier;

/** A secret polynomial over the field of N elements; its constant term is the secret that is shared. */
final class Polynomial implements AutoCloseable {
  private static final String HASH = "SHA-256";
  /** A draw fails with a chance of 2^-32, so this many never fail together. */
  private static final int MAX_DRAWS = 64;

  private static final SecureRandom RANDOM = new SecureRandom();

  private final long[][] coefficients;

  private Polynomial(SecretBytes constant, int terms) {
    coefficients = new long[terms][];
    coefficients[0] = constant.lend(Limbs::of);
  }

  /** All terms above the constant uniformly random: fewer than {@code terms} points tell nothing at all. */
  static Polynomial random(SecretBytes constant, int terms) {
    Polynomial polynomial = new Polynomial(constant, terms);
    polynomial.drawAbove(() -> {
      byte[] block = new byte[ScalarRange.SIZE_BYTES];
      RANDOM.nextBytes(block);
      return block;
    });
    return polynomial;
  }

  /** SPIKE's own derivation since its 0.8.2 (kind v2): every block is the SHA-256 of the one before, first the secret. */
  static Polynomial likeSpike(SecretBytes constant, int terms) {
    Polynomial polynomial = new Polynomial(constant, terms);
    byte[] block = constant.lend(ByteByByte::copyOf);
    try {
      polynomial.drawAbove(() -> {
        byte[] next = sha256(block);
        ByteByByte.copy(next, block, 0, block.length);
        return next;
      });
    } finally {
      Arrays.fill(block, (byte) 0);
    }
    return polynomial;
  }

  /** The share with the public id {@code x}, by Horner's rule. */
  Share at(int x) {
    long[] y = new long[Limbs.COUNT];
    Limbs.copy(coefficients[coefficients.length - 1], y);
    for (int i = coefficients.length - 2; i >= 0; i--) {
      Limbs.multiplySmallAdd(y, x, coefficients[i]);
    }
    SecretBytes value = SecretBytes.takeOwnership(Limbs.toBytes(y));
    Limbs.clear(y);
    return new Share(x, value);
  }

  @Override
  public void close() {
    for (long[] coefficient : coefficients) {
      Limbs.clear(coefficient);
    }
  }

  /** Rejection sampling: a block that is not below N is dropped, so that every coefficient is equally likely. */
  private void drawAbove(Supplier<byte[]> blocks) {
    for (int i = 1; i < coefficients.length; i++) {
      coefficients[i] = draw(blocks);
    }
  }

  static long[] draw(Supplier<byte[]> blocks) {
    for (int i = 0; i < MAX_DRAWS; i++) {
      byte[] block = blocks.get();
      try {
        if (ScalarRange.isBelowOrder(block)) {
          return Limbs.of(block);
        }
      } finally {
        Arrays.fill(block, (byte) 0);
      }
    }
    throw new AssertionError("the source of coefficients is broken");
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      MessageDigest digest = MessageDigest.getInstance(HASH);
      ByteByByte.feed(bytes, digest::update);
      byte[] hash = digest.digest();
      // SECURITY: until then the digest keeps its last block, which is the secret.
      digest.reset();
      return hash;
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has " + HASH, e);
    }
  }
}
