// SPDX-License-Identifier: Apache-2.0
package ist.spike.shard;

import static org.assertj.core.api.Assertions.assertThat;

import ist.spike.crypto.ScalarRange;
import ist.spike.crypto.SecretBytes;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The limbs against BigInteger: all pairs of the numbers at which carries and borrows turn over, then random ones. */
final class LimbsTest {
  private static final BigInteger N = ScalarRange.ORDER;
  private static final BigInteger MAX = BigInteger.TWO.pow(256).subtract(BigInteger.ONE);
  private static final int RANDOM_ROUNDS = 5_000;
  private static final int[] POWERS = {0, 32, 64, 127, 128, 192, 223, 224, 255, 256};
  private static final int[] SMALL = {0, 1, 2, 255, 1_000, 65_536, Integer.MAX_VALUE};

  private final Random random = new Random(20_260_101);

  @Test
  void multiplySmallAdd_edgesAndRandomScalars_agreesWithBigInteger() {
    List<BigInteger> edges = edges();
    for (BigInteger y : edges) {
      for (BigInteger c : edges) {
        for (int x : SMALL) {
          assertMultiplySmallAdd(y.mod(N), x, c.mod(N));
        }
      }
    }
    for (int i = 0; i < RANDOM_ROUNDS; i++) {
      assertMultiplySmallAdd(word().mod(N), random.nextInt(Integer.MAX_VALUE), word().mod(N));
    }
  }

  @Test
  void addProduct_edgesAndRandomScalars_agreesWithBigInteger() {
    List<BigInteger> edges = edges();
    for (BigInteger a : edges) {
      for (BigInteger b : edges) {
        assertAddProduct(edges.get(random.nextInt(edges.size())).mod(N), a.mod(N), b.mod(N));
        assertAddProduct(N.subtract(BigInteger.ONE), a.mod(N), b.mod(N));
      }
    }
    for (int i = 0; i < RANDOM_ROUNDS; i++) {
      assertAddProduct(word().mod(N), word().mod(N), word().mod(N));
    }
  }

  @Test
  void of_bytesOfLimbs_areTheLimbs() {
    for (BigInteger number : edges()) {
      long[] limbs = Limbs.ofPublic(number);
      assertThat(Limbs.of(Limbs.toBytes(limbs))).isEqualTo(limbs);
      assertThat(numberOf(limbs)).isEqualTo(number);
    }
  }

  @Test
  void clear_anyLimbs_areZero() {
    long[] limbs = {1, 2, 3, 4};
    Limbs.clear(limbs);
    assertThat(limbs).containsOnly(0);
  }

  @Test
  void isBelowOrder_edgesAndRandomWords_agreesWithBigInteger() {
    for (BigInteger number : edges()) {
      assertRange(number);
    }
    for (int i = 0; i < RANDOM_ROUNDS; i++) {
      assertRange(i % 2 == 0 ? word() : N.subtract(BigInteger.valueOf(random.nextInt(5) - 2)));
    }
  }

  private static void assertMultiplySmallAdd(BigInteger y, int x, BigInteger c) {
    long[] limbs = Limbs.ofPublic(y);
    Limbs.multiplySmallAdd(limbs, x, Limbs.ofPublic(c));
    assertThat(numberOf(limbs)).isEqualTo(y.multiply(BigInteger.valueOf(x)).add(c).mod(N));
  }

  private static void assertAddProduct(BigInteger sum, BigInteger a, BigInteger b) {
    long[] limbs = Limbs.ofPublic(sum);
    Limbs.addProduct(limbs, Limbs.ofPublic(a), b);
    assertThat(numberOf(limbs)).isEqualTo(sum.add(a.multiply(b)).mod(N));
  }

  private static void assertRange(BigInteger number) {
    byte[] bytes = Limbs.toBytes(Limbs.ofPublic(number));
    boolean below = number.compareTo(N) < 0;
    assertThat(ScalarRange.isBelowOrder(bytes)).isEqualTo(below);
    try (SecretBytes secret = SecretBytes.takeOwnership(bytes)) {
      assertThat(ScalarRange.contains(secret)).isEqualTo(below && number.signum() > 0);
    }
  }

  private BigInteger word() {
    return new BigInteger(256, random);
  }

  /** 256-bit numbers near 0, powers of two, N and what lies between N and 2^256. */
  private static List<BigInteger> edges() {
    List<BigInteger> edges = new ArrayList<>();
    for (int power : POWERS) {
      BigInteger number = BigInteger.TWO.pow(power);
      for (int step = -2; step <= 2; step++) {
        BigInteger near = number.add(BigInteger.valueOf(step));
        edges.add(near.and(MAX));
        edges.add(N.subtract(near).and(MAX));
      }
    }
    edges.add(N);
    return edges.stream().distinct().toList();
  }

  private static BigInteger numberOf(long[] limbs) {
    return new BigInteger(1, Limbs.toBytes(limbs));
  }
}
