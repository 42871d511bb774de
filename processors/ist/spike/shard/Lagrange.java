// SPDX-License-Identifier: Apache-2.0
package ist.spike.shard;

import ist.spike.crypto.ScalarRange;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/** Lagrange coefficients modulo N: they depend on public share ids only, so {@code BigInteger} is fine here. */
final class Lagrange {
  private static final BigInteger N = ScalarRange.ORDER;

  private Lagrange() {}

  /**
   * The factors with which the values at {@code ids}, all different, add up to the value at {@code x}: for each j the
   * product of (x - m) / (j - m) over the other ids m.
   */
  static List<BigInteger> coefficients(List<Integer> ids, int x) {
    List<BigInteger> denominators = new ArrayList<>();
    List<BigInteger> coefficients = new ArrayList<>();
    for (int j : ids) {
      denominators.add(productOfDifferences(j, j, ids));
      coefficients.add(productOfDifferences(x, j, ids));
    }
    List<BigInteger> inverses = inverses(denominators);
    for (int i = 0; i < coefficients.size(); i++) {
      coefficients.set(i, coefficients.get(i).multiply(inverses.get(i)).mod(N));
    }
    return coefficients;
  }

  /** The product of ({@code from} - m) over all {@code ids} m but {@code except}, modulo N. */
  private static BigInteger productOfDifferences(int from, int except, List<Integer> ids) {
    BigInteger product = BigInteger.ONE;
    for (int m : ids) {
      if (m != except) {
        product = product.multiply(BigInteger.valueOf((long) from - m));
      }
    }
    return product.mod(N);
  }

  /** Inverts all numbers with one inversion, which costs as much as some forty multiplications. */
  private static List<BigInteger> inverses(List<BigInteger> numbers) {
    List<BigInteger> before = new ArrayList<>();
    BigInteger product = BigInteger.ONE;
    for (BigInteger number : numbers) {
      before.add(product);
      product = product.multiply(number).mod(N);
    }
    BigInteger inverse = product.modInverse(N);
    for (int i = numbers.size() - 1; i >= 0; i--) {
      before.set(i, before.get(i).multiply(inverse).mod(N));
      inverse = inverse.multiply(numbers.get(i)).mod(N);
    }
    return before;
  }
}
