// SPDX-License-Identifier: Apache-2.0
package ist.spike.audit;

import java.time.Instant;
import java.util.List;

/**
 * What a walk through the local files and the store's rows found.
 *
 * @param files that are kept
 * @param lines in them, each of which follows the one before
 * @param rows in the store
 * @param since when the oldest line was written
 * @param notes what an operator should know and is no damage, such as that a backup was restored
 * @param problems sentences that name what is wrong, at most {@value #MAX_PROBLEMS}; empty when
 *     nothing is
 */
public record AuditReport(long files, long lines, long rows, Instant since, List<String> notes,
    List<String> problems) {

  /** Enough to see what is wrong, and a bound for files where everything is. */
  public static final int MAX_PROBLEMS = 100;

  /** Takes copies. */
  public AuditReport {
    notes = List.copyOf(notes);
    problems = List.copyOf(problems);
  }
}
