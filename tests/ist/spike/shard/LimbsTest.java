// SPDX-License-Identifier: Apache-2.0
package ist.spike.shard;

import static org.assertj.core.api.Assertions.assertThat;

import ist.spike.crypto.ScalarRange;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The limbs against BigInteger: first every edge, at which carries turn over, then random numbers. */
final class LimbsTest {
  private static final BigInteger N = ScalarRange.ORDER;
  private static final BigInteger MAX = BigInteger.TWO.pow(256).subtract(BigInteger.ONE);
  private static final List<BigInteger> EDGES = edges();
  private static final int[] FACTORS =
      {0, 1, 2, 255, 256, 65_535, 1 << 30, Integer.MAX_VALUE - 1, Integer.MAX_VALUE};
  private static final int TRIES = 5_000;
  private static final long SEED = 7;

  private final Random random = new Random(SEED);

  @Test
  void multiplySmallAdd_edges_agreesWithBigInteger() {
    for (BigInteger y : EDGES) {
      for (BigInteger c : EDGES) {
        for (int x : FACTORS) {
          requireProductAndSum(y.mod(N), x, c.mod(N));
        }
      }
    }
  }

  @Test
  void multiplySmallAdd_randomScalars_agreesWithBigInteger() {
    for (int i = 0; i < TRIES; i++) {
      requireProductAndSum(randomScalar(), random.nextInt(Integer.MAX_VALUE), randomScalar());
    }
  }

  @Test
  void addProduct_edges_agreesWithBigInteger() {
    for (BigInteger a : EDGES) {
      for (BigInteger b : EDGES) {
        requireSumOfProduct(BigInteger.ZERO, a.mod(N), b.mod(N));
        requireSumOfProduct(N.subtract(BigInteger.ONE), a.mod(N), b.mod(N));
      }
    }
  }

  @Test
  void addProduct_randomScalars_agreesWithBigInteger() {
    for (int i = 0; i < TRIES; i++) {
      requireSumOfProduct(randomScalar(), randomScalar(), randomScalar());
    }
  }

  @Test
  void of_bytesOfLimbs_areTheLimbs() {
    for (BigInteger number : numbers()) {
      long[] limbs = Limbs.ofPublic(number.mod(N));
      assertThat(Limbs.of(Limbs.toBytes(limbs))).isEqualTo(limbs);
      assertThat(numberOf(limbs)).isEqualTo(number.mod(N));
    }
  }

  @Test
  void isBelowOrder_any256Bits_agreesWithBigInteger() {
    for (BigInteger number : numbers()) {
      assertThat(ScalarRange.isBelowOrder(Limbs.toBytes(Limbs.ofPublic(number))))
          .as(number.toString(16)).isEqualTo(number.compareTo(N) < 0);
    }
  }

  private static void requireProductAndSum(BigInteger y, int x, BigInteger c) {
    long[] limbs = Limbs.ofPublic(y);
    Limbs.multiplySmallAdd(limbs, x, Limbs.ofPublic(c));
    assertThat(numberOf(limbs)).as("%x * %x + %x", y, x, c)
        .isEqualTo(y.multiply(BigInteger.valueOf(x)).add(c).mod(N));
  }

  private static void requireSumOfProduct(BigInteger sum, BigInteger a, BigInteger b) {
    long[] limbs = Limbs.ofPublic(sum);
    Limbs.addProduct(limbs, Limbs.ofPublic(a), b);
    assertThat(numberOf(limbs)).as("%x + %x * %x", sum, a, b)
        .isEqualTo(sum.add(a.multiply(b)).mod(N));
  }

  /** Numbers such as 2^64 - 1, N - 2^128, N + 1, 2^256 - 2, all below 2^256. */
  private static List<BigInteger> edges() {
    List<BigInteger> edges = new ArrayList<>();
    for (int exponent : new int[]{0, 32, 64, 127, 128, 192, 223, 224, 255, 256}) {
      BigInteger power = BigInteger.TWO.pow(exponent);
      for (BigInteger edge : List.of(power, N.subtract(power), N, BigInteger.ZERO)) {
        for (int step = -2; step <= 2; step++) {
          edges.add(edge.add(BigInteger.valueOf(step)).and(MAX));
        }
      }
    }
    return edges.stream().distinct().toList();
  }

  private List<BigInteger> numbers() {
    List<BigInteger> numbers = new ArrayList<>(EDGES);
    for (int i = 0; i < TRIES; i++) {
      numbers.add(new BigInteger(MAX.bitLength(), random));
    }
    return numbers;
  }

  private BigInteger randomScalar() {
    return new BigInteger(MAX.bitLength(), random).mod(N);
  }

  private static BigInteger numberOf(long[] limbs) {
    return new BigInteger(1, Limbs.toBytes(limbs));
  }
}
