// SPDX-License-Identifier: Apache-2.0
package ist.spike.secret;

import java.util.List;
import java.util.OptionalInt;

/**
 * What one operation does to a secret.
 *
 * @param history the secret afterwards
 * @param written the version whose value must be stored with it; empty when none
 * @param removed versions whose values must be erased: pruned or destroyed ones, ascending
 * @param changed false when the operation found nothing to do
 */
public record SecretChange(SecretHistory history, OptionalInt written, List<Integer> removed,
    boolean changed) {

  /** Takes a copy of the list. */
  public SecretChange {
    removed = List.copyOf(removed);
  }

  static SecretChange none(SecretHistory history) {
    return new SecretChange(history, OptionalInt.empty(), List.of(), false);
  }

  static SecretChange of(SecretHistory history) {
    return new SecretChange(history, OptionalInt.empty(), List.of(), true);
  }
}
