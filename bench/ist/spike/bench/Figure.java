// SPDX-License-Identifier: Apache-2.0
package ist.spike.bench;

import java.util.Locale;

/**
 * A number with its unit.
 *
 * @param unit as it is printed behind the number, such as {@code us} or {@code /s}
 */
record Figure(double value, String unit) {

  private static final double WHOLE_FROM = 100;
  private static final double TENTHS_FROM = 10;

  double over(Figure limit) {
    return value / limit.value;
  }

  /** With three digits that count. */
  static String digits(double value) {
    if (value >= WHOLE_FROM) {
      return String.format(Locale.ROOT, "%,.0f", value);
    }
    return String.format(Locale.ROOT, value >= TENTHS_FROM ? "%.1f" : "%.3f", value);
  }

  @Override
  public String toString() {
    return digits(value) + (unit.startsWith("/") ? unit : " " + unit);
  }
}
