// SPDX-License-Identifier: Apache-2.0
package ist.spike.bench;

import java.util.Arrays;
import java.util.List;

/** Orders numbers. */
final class Quantiles {

  private Quantiles() {}

  /** The value below which this part of them lies. */
  static double of(double part, double... values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[(int) (part * (sorted.length - 1))];
  }

  static double median(List<Double> values) {
    return of(0.5, values.stream().mapToDouble(Double::doubleValue).toArray());
  }
}
