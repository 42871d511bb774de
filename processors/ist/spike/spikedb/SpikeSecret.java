// SPDX-License-Identifier: Apache-2.0
package ist.spike.spikedb;

import java.time.Instant;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A secret with every version that could be read.
 *
 * @param current the version that SPIKE shows when none is asked for; 0 for none
 * @param oldest what SPIKE calls the oldest version; 0 in some cases though there is one
 * @param highestEver the highest version number in the file, also of a row that could not be read
 * @param maxVersions how many versions SPIKE means to keep
 * @param versions also those that SPIKE pruned: it never deletes a row, and goes on showing them
 */
public record SpikeSecret(String path, int current, int oldest, int highestEver, int maxVersions,
    Instant created, Instant updated, SortedMap<Integer, SpikeVersion> versions) {

  /** Takes a copy of the versions. */
  public SpikeSecret {
    versions = Collections.unmodifiableSortedMap(new TreeMap<>(versions));
  }

  /** How many versions are beyond those that SPIKE means to keep. */
  public int pruned() {
    return Math.max(0, versions.size() - maxVersions);
  }

  /** The same secret with its newest {@code maxVersions} versions alone. */
  public SpikeSecret withoutPruned() {
    SortedMap<Integer, SpikeVersion> kept = new TreeMap<>(versions);
    while (kept.size() > maxVersions) {
      kept.remove(kept.firstKey());
    }
    return new SpikeSecret(path, current, oldest, highestEver, maxVersions, created, updated,
        kept);
  }
}
