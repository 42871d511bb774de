// SPDX-License-Identifier: Apache-2.0
package ist.spike.store;

/**
 * Is told how far the exchange of a store's files has come. Tests of this package end the process or
 * fail there; a running store has none.
 */
@FunctionalInterface
interface SwapProbe {

  /** Watches nothing. */
  SwapProbe NONE = step -> {};

  /** What has just been done, in this order. */
  enum Step {
    /** The other database is complete beside the store's. */
    STAGED,
    /** What is about to happen is written down; from here on it happens. */
    INTENT,
    /** The store's database is moved aside; its log is not. */
    DATABASE_ASIDE,
    /** All files of the store are moved aside. */
    ALL_ASIDE,
    /** The other database has its name. */
    IN_PLACE,
    /** Nothing is left to do. */
    DONE
  }

  /** Called between two steps. */
  void reached(Step step);
}
