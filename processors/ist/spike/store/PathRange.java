// SPDX-License-Identifier: Apache-2.0
package ist.spike.store;

/**
 * Which paths a list asks for.
 *
 * @param prefix what they start with; empty for all
 * @param after only those bytewise greater than this; empty from the first
 * @param limit at most this many, at least 1
 */
public record PathRange(String prefix, String after, int limit) {

  /** Every path there is. */
  public static final PathRange ALL = new PathRange("", "", Integer.MAX_VALUE);

  /** Refuses a limit below 1. */
  public PathRange {
    if (limit < 1) {
      throw new IllegalArgumentException("limit is " + limit + ", must be at least 1");
    }
  }
}
