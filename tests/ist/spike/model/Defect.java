// SPDX-License-Identifier: Apache-2.0
package ist.spike.model;

/** A mistake one could make in the protocol, made on purpose to see that the explorer finds it. */
enum Defect {
  NONE,
  /** A Keeper puts what Bootstrap brings into its live slot. */
  BOOTSTRAP_WRITES_LIVE,
  /** A new key is final before a threshold of Keepers has confirmed its live share. */
  FINAL_BEFORE_CONFIRMED,
  /** Verify takes a new key although the store has one. */
  VERIFY_OVER_FINAL,
  /** Shares of an earlier round still count in the next. */
  SHARES_KEPT_BETWEEN_ROUNDS,
  /** The store does not know the candidate whose live shares are handed out. */
  CANDIDATE_NOT_STORED
}
