// SPDX-License-Identifier: Apache-2.0
package ist.spike.secret;

import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * All versions of one secret. Immutable; {@link SecretRules} makes the next one.
 *
 * @param highestEver the highest version number ever given; numbers are never given twice
 * @param maxVersions how many versions are kept, deleted ones included; at least 1
 * @param created when the secret was first written
 * @param updated when its current version last changed
 * @param versions the versions that are still stored, by number; empty when all were destroyed
 */
public record SecretHistory(int highestEver, int maxVersions, Instant created, Instant updated,
    SortedMap<Integer, VersionInfo> versions) {

  /** Takes a copy of the versions. */
  public SecretHistory {
    if (maxVersions < 1) {
      throw new IllegalArgumentException("maxVersions is " + maxVersions + ", must be at least 1");
    }
    versions = Collections.unmodifiableSortedMap(new TreeMap<>(versions));
    if (!versions.isEmpty() && (versions.firstKey() < 1 || versions.lastKey() > highestEver)) {
      throw new IllegalArgumentException("versions " + versions.firstKey() + " to "
          + versions.lastKey() + " are outside 1 to " + highestEver);
    }
  }

  /** The highest live version, 0 when none is live. */
  public int current() {
    return newest(true);
  }

  /** The lowest live version, 0 when none is live. */
  public int oldest() {
    for (Map.Entry<Integer, VersionInfo> version : versions.entrySet()) {
      if (version.getValue().isLive()) {
        return version.getKey();
      }
    }
    return 0;
  }

  /** Whether this is a secret at all, or only what remains when every version was destroyed. */
  public boolean exists() {
    return !versions.isEmpty();
  }

  /** Whether this version is stored and not deleted; 0 asks for the current one. */
  public boolean isLive(int version) {
    VersionInfo info = versions.get(version == 0 ? current() : version);
    return info != null && info.isLive();
  }

  int newestDeleted() {
    return newest(false);
  }

  private int newest(boolean live) {
    int newest = 0;
    for (Map.Entry<Integer, VersionInfo> version : versions.entrySet()) {
      if (version.getValue().isLive() == live) {
        newest = version.getKey();
      }
    }
    return newest;
  }
}
