// SPDX-License-Identifier: Apache-2.0
package ist.spike.store;

import java.time.Duration;
import java.time.InstantSource;

/**
 * What the tests of this package set otherwise than a running store has it.
 *
 * @param limits how many seals a data key makes
 * @param probe watches requests on their way to the commit
 * @param clock dates dead letters and leases
 * @param lockWait how long a commit waits for a program such as {@code sqlite3} that holds the file
 */
record StoreTuning(SealLimits limits, WriteProbe probe, InstantSource clock, Duration lockWait) {

  static final StoreTuning STANDARD =
      new StoreTuning(SealLimits.STANDARD, WriteProbe.NONE, InstantSource.system(),
          Database.LOCK_WAIT);

  StoreTuning with(SealLimits other) {
    return new StoreTuning(other, probe, clock, lockWait);
  }

  StoreTuning with(WriteProbe other) {
    return new StoreTuning(limits, other, clock, lockWait);
  }

  StoreTuning with(InstantSource other) {
    return new StoreTuning(limits, probe, other, lockWait);
  }

  StoreTuning with(Duration other) {
    return new StoreTuning(limits, probe, clock, other);
  }
}
