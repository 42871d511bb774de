// SPDX-License-Identifier: Apache-2.0
package ist.spike.archive;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * What reading a backup from its first to its last byte showed.
 *
 * @param passed the checks it passed
 * @param problem the first thing that is wrong; empty when nothing is
 * @param manifest what it says of itself; empty when that is not genuine
 * @param sizeBytes size of its file
 * @param sha256 hash of its file, lower-case hex
 * @param rows how many rows were opened
 */
public record Verification(Set<Check> passed, String problem, Optional<Manifest> manifest,
    long sizeBytes, String sha256, long rows) {

  /** Takes a copy and keeps the order of the checks. */
  public Verification {
    passed = passed.isEmpty() ? Set.of() : EnumSet.copyOf(passed);
  }

  /** Whether it passed every check. */
  public boolean isSound() {
    return problem.isEmpty() && passed.size() == Check.values().length;
  }
}
