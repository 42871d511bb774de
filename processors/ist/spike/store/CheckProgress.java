// SPDX-License-Identifier: Apache-2.0
package ist.spike.store;

/** Is told how far a walk through a store has come. */
@FunctionalInterface
public interface CheckProgress {

  /** Tells nobody. */
  CheckProgress NONE = rows -> {};

  /** Called every thousand rows or so with the number of rows walked so far. */
  void walked(long rows);
}
