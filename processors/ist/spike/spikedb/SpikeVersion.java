// SPDX-License-Identifier: Apache-2.0
package ist.spike.spikedb;

import ist.spike.secret.VersionInfo;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One version of a secret.
 *
 * @param info when it was written and deleted
 * @param values its pairs; empty where SPIKE stored {@code null}
 */
public record SpikeVersion(VersionInfo info, Optional<SortedMap<String, String>> values) {

  /** Takes a copy of the values. */
  public SpikeVersion {
    values = values.map(map -> Collections.unmodifiableSortedMap(new TreeMap<>(map)));
  }

  /** Names the version without its values. */
  @Override
  public String toString() {
    return "SpikeVersion[" + info + "]";
  }
}
