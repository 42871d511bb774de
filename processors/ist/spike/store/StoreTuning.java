// SPDX-License-Identifier: Apache-2.0
package ist.spike.store;

import java.time.InstantSource;

/**
 * What the tests of this package set otherwise than a running store has it.
 *
 * @param limits how many seals a data key makes
 * @param probe watches requests on their way to the commit
 * @param clock dates dead letters and leases
 */
record StoreTuning(SealLimits limits, WriteProbe probe, InstantSource clock) {

  static final StoreTuning STANDARD =
      new StoreTuning(SealLimits.STANDARD, WriteProbe.NONE, InstantSource.system());

  StoreTuning with(SealLimits other) {
    return new StoreTuning(other, probe, clock);
  }

  StoreTuning with(WriteProbe other) {
    return new StoreTuning(limits, other, clock);
  }

  StoreTuning with(InstantSource other) {
    return new StoreTuning(limits, probe, other);
  }
}
