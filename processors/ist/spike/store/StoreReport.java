// SPDX-License-Identifier: Apache-2.0
package ist.spike.store;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a walk through a whole store found.
 *
 * @param head the clear head
 * @param contents what the store holds
 * @param rows all rows that the set hash covers
 * @param damaged what did not pass; empty when the store is sound
 * @param problems sentences that name what is wrong, at most {@value #MAX_PROBLEMS}; empty when the
 *     store is sound
 */
public record StoreReport(StoreHead head, Contents contents, long rows, Set<Part> damaged,
    List<String> problems) {

  /** Enough to see what is wrong, and a bound for a store where everything is. */
  public static final int MAX_PROBLEMS = 100;

  /** What is checked, each on its own. */
  public enum Part {
    /** {@code integrity_check} and {@code foreign_key_check} of SQLite. */
    STRUCTURE,
    /** Every row opens, and every secret has the versions that its metadata says. */
    ROWS,
    /** The keyed hash over all rows is that of the sealed head. */
    SET_HASH
  }

  /**
   * What a store holds.
   *
   * @param changeNumber of the commit that was checked
   * @param schema the store's format
   * @param setHash the set hash of the sealed head, hex
   * @param rows rows of each table that the set hash covers
   * @param auditHead the newest audit record, as {@code number:hash}
   */
  public record Contents(long changeNumber, long schema, String setHash, Map<String, Long> rows,
      String auditHead) {

    /** Takes a copy and keeps the order of the tables. */
    public Contents {
      rows = Collections.unmodifiableMap(new LinkedHashMap<>(rows));
    }
  }

  /** Takes copies. */
  public StoreReport {
    damaged = Set.copyOf(damaged);
    problems = List.copyOf(problems);
  }

  /** The commit that was checked. */
  public long changeNumber() {
    return contents.changeNumber();
  }

  /** Whether nothing is wrong. */
  public boolean isSound() {
    return damaged.isEmpty();
  }
}
