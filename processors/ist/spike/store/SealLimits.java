// SPDX-License-Identifier: Apache-2.0
package ist.spike.store;

/**
 * How many seals a data key makes (ops/format/store.md 6).
 *
 * @param block how many are reserved at a time
 * @param maxSeals after how many a key is retired
 * @param margin how few may be left before the next block is reserved; more than one batch makes
 */
record SealLimits(long block, long maxSeals, long margin) {

  /** Below 2^32 seals a random 96-bit nonce repeats with a chance below 2^-32 (SP 800-38D 8.3). */
  static final SealLimits STANDARD = new SealLimits(1L << 20, (1L << 32) - (1L << 20), 1L << 12);
}
