// SPDX-License-Identifier: Apache-2.0
package ist.spike.store;

/**
 * What the tests of this package set otherwise than a running store has it.
 *
 * @param limits how many seals a data key makes
 * @param probe watches requests on their way to the commit
 */
record StoreTuning(SealLimits limits, WriteProbe probe) {

  static final StoreTuning STANDARD = new StoreTuning(SealLimits.STANDARD, WriteProbe.NONE);
}
