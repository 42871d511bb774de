// SPDX-License-Identifier: Apache-2.0
package ist.spike.shard;

import static org.assertj.core.api.Assertions.assertThat;

import ist.spike.crypto.ScalarRange;
import java.math.BigInteger;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** The limbs against BigInteger, with the numbers at which carries and borrows turn over made likely. */
final class LimbsTest {
  private static final BigInteger N = ScalarRange.ORDER;

  @Property(tries = 5_000)
  void multiplySmallAdd_anyScalars_agreesWithBigInteger(@ForAll("scalars") BigInteger y,
      @ForAll @IntRange(max = Integer.MAX_VALUE) int x, @ForAll("scalars") BigInteger c) {
    long[] limbs = Limbs.ofPublic(y);
    Limbs.multiplySmallAdd(limbs, x, Limbs.ofPublic(c));
    assertThat(numberOf(limbs)).isEqualTo(y.multiply(BigInteger.valueOf(x)).add(c).mod(N));
  }

  @Property(tries = 5_000)
  void addProduct_anyScalars_agreesWithBigInteger(@ForAll("scalars") BigInteger sum,
      @ForAll("scalars") BigInteger a, @ForAll("scalars") BigInteger b) {
    long[] limbs = Limbs.ofPublic(sum);
    Limbs.addProduct(limbs, Limbs.ofPublic(a), b);
    assertThat(numberOf(limbs)).isEqualTo(sum.add(a.multiply(b)).mod(N));
  }

  @Property
  void of_bytesOfLimbs_areTheLimbs(@ForAll("scalars") BigInteger number) {
    long[] limbs = Limbs.ofPublic(number);
    assertThat(Limbs.of(Limbs.toBytes(limbs))).isEqualTo(limbs);
    assertThat(numberOf(limbs)).isEqualTo(number);
  }

  @Property
  void isBelowOrder_any256Bits_agreesWithBigInteger(@ForAll("words") BigInteger number) {
    assertThat(ScalarRange.isBelowOrder(Limbs.toBytes(Limbs.ofPublic(number))))
        .isEqualTo(number.compareTo(N) < 0);
  }

  @Provide
  Arbitrary<BigInteger> scalars() {
    return words().map(number -> number.mod(N));
  }

  /** 256 bits: anything, or a sum of edges such as N - 1, 2^64 - 1, 2^224, 2^256 - 1. */
  @Provide
  Arbitrary<BigInteger> words() {
    BigInteger max = BigInteger.TWO.pow(256).subtract(BigInteger.ONE);
    Arbitrary<BigInteger> edges = Arbitraries.of(0, 32, 64, 127, 128, 192, 223, 224, 255, 256)
        .map(BigInteger.TWO::pow)
        .flatMap(power -> Arbitraries.of(power, N, N.subtract(power), BigInteger.ZERO));
    Arbitrary<BigInteger> nearEdges = Arbitraries.integers().between(-2, 2)
        .flatMap(step -> edges.map(edge -> edge.add(BigInteger.valueOf(step)).and(max)));
    return Arbitraries.oneOf(nearEdges, Arbitraries.bigIntegers().between(BigInteger.ZERO, max));
  }

  private static BigInteger numberOf(long[] limbs) {
    return new BigInteger(1, Limbs.toBytes(limbs));
  }
}
