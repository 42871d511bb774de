// SPDX-License-Identifier: Apache-2.0
package ist.spike.secret;

import ist.spike.wire.ErrorCode;
import ist.spike.wire.SpikeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * SPIKE's rules for versions (wire spec 8) without its bugs: a version number is never given twice,
 * what is pruned is gone, the oldest version is always the lowest live one, and undelete without a number
 * restores the newest deleted version.
 *
 * <p>{@code 0} in a list of versions, and the empty list, mean "the one the operation is about":
 * the current version for delete and destroy, the newest deleted one for undelete. Numbers that are
 * not stored are ignored. A path that has no stored version answers {@link ErrorCode#NOT_FOUND}.
 */
public final class SecretRules {

  private SecretRules() {}

  /**
   * Writes a new version and prunes the lowest ones until no more than the limit are stored.
   *
   * @param before the secret so far; empty for a new path
   * @param cas the version that must be current, 0 for none live; empty to write in any case
   * @param maxVersions the limit a new secret gets; an existing one keeps its own
   * @throws SpikeException {@code CONFLICT} when another version is current
   */
  public static SecretChange put(Optional<SecretHistory> before, OptionalInt cas, int maxVersions,
      Instant now) {
    int current = before.map(SecretHistory::current).orElse(0);
    if (cas.isPresent() && cas.getAsInt() != current) {
      throw new SpikeException(ErrorCode.CONFLICT,
          "the current version is " + current + ", not " + cas.getAsInt());
    }
    Optional<SecretHistory> existing = before.filter(SecretHistory::exists);
    int version = Math.addExact(before.map(SecretHistory::highestEver).orElse(0), 1);
    int limit = existing.map(SecretHistory::maxVersions).orElse(maxVersions);
    SortedMap<Integer, VersionInfo> versions =
        new TreeMap<>(existing.map(SecretHistory::versions).orElseGet(TreeMap::new));
    versions.put(version, VersionInfo.live(now));
    List<Integer> pruned = new ArrayList<>();
    while (versions.size() > limit) {
      pruned.add(versions.firstKey());
      versions.remove(versions.firstKey());
    }
    Instant created = existing.map(SecretHistory::created).orElse(now);
    return new SecretChange(new SecretHistory(version, limit, created, now, versions),
        OptionalInt.of(version), pruned, true);
  }

  /** Hides versions from readers; a version that is deleted already gets a new deletion time. */
  public static SecretChange delete(Optional<SecretHistory> before, List<Integer> versions,
      Instant now) {
    SecretHistory history = existing(before);
    SortedMap<Integer, VersionInfo> after = new TreeMap<>(history.versions());
    for (int version : named(history, versions, history.current())) {
      after.computeIfPresent(version, (number, info) -> info.deletedAt(now));
    }
    return changed(history, after, now);
  }

  /**
   * Shows deleted versions again.
   *
   * @throws SpikeException {@code NOT_FOUND} also when none of the versions is a deleted one
   */
  public static SecretChange undelete(Optional<SecretHistory> before, List<Integer> versions,
      Instant now) {
    SecretHistory history = existing(before);
    SortedMap<Integer, VersionInfo> after = new TreeMap<>(history.versions());
    for (int version : named(history, versions, history.newestDeleted())) {
      after.computeIfPresent(version, (number, info) -> info.restored());
    }
    SecretChange change = changed(history, after, now);
    if (!change.changed()) {
      throw new SpikeException(ErrorCode.NOT_FOUND, "none of these versions is deleted");
    }
    return change;
  }

  /** Removes versions for good, live or deleted; their numbers are not given again. */
  public static SecretChange destroy(Optional<SecretHistory> before, List<Integer> versions,
      Instant now) {
    SecretHistory history = existing(before);
    SortedMap<Integer, VersionInfo> after = new TreeMap<>(history.versions());
    List<Integer> destroyed = named(history, versions, history.current());
    after.keySet().removeAll(destroyed);
    SecretChange change = changed(history, after, now);
    return new SecretChange(change.history(), OptionalInt.empty(), destroyed, change.changed());
  }

  /** Removes every version for good, so that the path is not there any more. */
  public static SecretChange destroyAll(Optional<SecretHistory> before, Instant now) {
    return destroy(before, List.copyOf(existing(before).versions().keySet()), now);
  }

  /**
   * The version a reader asks for, 0 being the current one.
   *
   * @throws SpikeException {@code NOT_FOUND} when it is not stored or deleted
   */
  public static int readable(Optional<SecretHistory> history, int version) {
    SecretHistory found = existing(history);
    if (!found.isLive(version)) {
      throw new SpikeException(ErrorCode.NOT_FOUND, "version " + version + " is not there");
    }
    return version == 0 ? found.current() : version;
  }

  private static SecretHistory existing(Optional<SecretHistory> history) {
    return history.filter(SecretHistory::exists)
        .orElseThrow(() -> new SpikeException(ErrorCode.NOT_FOUND, "no secret at this path"));
  }

  /** The stored versions that a request names, ascending; {@code meant} stands for none and 0. */
  private static List<Integer> named(SecretHistory history, List<Integer> versions, int meant) {
    TreeSet<Integer> named = new TreeSet<>(versions);
    if (versions.isEmpty() || named.remove(0)) {
      named.add(meant);
    }
    named.retainAll(history.versions().keySet());
    return List.copyOf(named);
  }

  private static SecretChange changed(SecretHistory before, SortedMap<Integer, VersionInfo> after,
      Instant now) {
    if (before.versions().equals(after)) {
      return SecretChange.none(before);
    }
    SecretHistory same = new SecretHistory(before.highestEver(), before.maxVersions(),
        before.created(), before.updated(), after);
    boolean moved = same.current() != before.current();
    return SecretChange.of(moved
        ? new SecretHistory(before.highestEver(), before.maxVersions(), before.created(), now,
            after)
        : same);
  }
}
