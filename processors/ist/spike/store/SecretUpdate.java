// SPDX-License-Identifier: Apache-2.0
package ist.spike.store;

import ist.spike.secret.SecretChange;
import ist.spike.secret.SecretHistory;
import ist.spike.secret.SecretRules;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;

/**
 * A change of one secret, decided inside the store's writer: quick, without waiting for anything.
 * What it throws reaches the caller, and nothing changes.
 */
@FunctionalInterface
public interface SecretUpdate<T> {

  /** Decides what happens to the secret, which is empty when the path was never written. */
  SecretWrite<T> apply(Optional<SecretHistory> before);

  /**
   * Writes a version; the result is its number.
   *
   * @param value what is sealed; not changed by the caller any more
   * @param cas the version that must be current; empty to write in any case
   * @param maxVersions the limit that a new secret gets
   */
  static SecretUpdate<Integer> put(byte[] value, OptionalInt cas, int maxVersions,
      InstantSource clock) {
    return before -> {
      SecretChange change = SecretRules.put(before, cas, maxVersions, clock.instant());
      return new SecretWrite<>(change, value, change.written().getAsInt());
    };
  }

  /**
   * Takes over a whole secret of another system, but never in place of one that is there or was; the
   * result is whether it did.
   *
   * @param values what each of the versions holds; not changed by the caller any more
   */
  static SecretUpdate<Boolean> adopt(SecretHistory history, SortedMap<Integer, byte[]> values) {
    if (!values.keySet().equals(history.versions().keySet())) {
      throw new IllegalArgumentException("every version has one value");
    }
    return before -> before.isPresent()
        ? new SecretWrite<>(
            new SecretChange(before.get(), OptionalInt.empty(), List.of(), false), new byte[0],
            false)
        : new SecretWrite<>(new SecretChange(history, OptionalInt.empty(), List.of(), true),
            new byte[0], values, true);
  }

  /** Deletes versions; the result is the secret afterwards. */
  static SecretUpdate<SecretHistory> delete(List<Integer> versions, InstantSource clock) {
    return before -> SecretWrite.of(SecretRules.delete(before, versions, clock.instant()));
  }

  /** Restores deleted versions; the result is the secret afterwards. */
  static SecretUpdate<SecretHistory> undelete(List<Integer> versions, InstantSource clock) {
    return before -> SecretWrite.of(SecretRules.undelete(before, versions, clock.instant()));
  }

  /** Removes versions for good; the result is the secret afterwards. */
  static SecretUpdate<SecretHistory> destroy(List<Integer> versions, InstantSource clock) {
    return before -> SecretWrite.of(SecretRules.destroy(before, versions, clock.instant()));
  }

  /** Removes every version for good; the result is what remains: the number to go on counting from. */
  static SecretUpdate<SecretHistory> destroyAll(InstantSource clock) {
    return before -> SecretWrite.of(SecretRules.destroyAll(before, clock.instant()));
  }
}
