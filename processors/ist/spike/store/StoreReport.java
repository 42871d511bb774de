// SPDX-License-Identifier: Apache-2.0
package ist.spike.store;

import java.util.List;

/**
 * What a walk through a whole store found.
 *
 * @param head the clear head
 * @param changeNumber of the commit that was checked
 * @param secrets rows of secrets' metadata
 * @param versions rows of secret versions
 * @param rows all rows that the set hash covers
 * @param problems sentences that name what is wrong, at most {@value #MAX_PROBLEMS}; empty when the
 *     store is sound
 */
public record StoreReport(StoreHead head, long changeNumber, long secrets, long versions, long rows,
    List<String> problems) {

  /** Enough to see what is wrong, and a bound for a store where everything is. */
  public static final int MAX_PROBLEMS = 100;

  /** Takes a copy of the list. */
  public StoreReport {
    problems = List.copyOf(problems);
  }

  /** Whether nothing is wrong. */
  public boolean isSound() {
    return problems.isEmpty();
  }
}
