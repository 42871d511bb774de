// SPDX-License-Identifier: Apache-2.0
package ist.spike.store;

import java.util.Set;

/**
 * What changed after some commit, for those who keep a copy of what is stored.
 *
 * @param changeNumber the commit up to which this tells; the next question starts there
 * @param complete false when the store does not remember that far back: anything may have changed
 * @param paths secrets that may have changed
 * @param policies whether a policy may have changed
 */
public record Changes(long changeNumber, boolean complete, Set<String> paths, boolean policies) {

  /** Takes a copy of the paths. */
  public Changes {
    paths = Set.copyOf(paths);
  }

  /** Whether this secret may have changed. */
  public boolean touches(String path) {
    return !complete || paths.contains(path);
  }
}
