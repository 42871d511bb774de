// SPDX-License-Identifier: Apache-2.0
package ist.spike.store;

import ist.spike.audit.LocalTrail;
import java.time.Duration;
import java.time.InstantSource;

/**
 * What the tests of this package set otherwise than a running store has it.
 *
 * @param limits how many seals a data key makes
 * @param probe watches requests on their way to the commit
 * @param clock dates dead letters and leases
 * @param trail the local audit files
 * @param lockWait how long a commit waits for a program such as {@code sqlite3} that holds the file
 */
record StoreTuning(SealLimits limits, WriteProbe probe, InstantSource clock, LocalTrail trail,
    Duration lockWait) {

  static final StoreTuning STANDARD =
      new StoreTuning(SealLimits.STANDARD, WriteProbe.NONE, InstantSource.system(),
          LocalTrail.NONE, Database.LOCK_WAIT);

  StoreTuning with(SealLimits other) {
    return new StoreTuning(other, probe, clock, trail, lockWait);
  }

  StoreTuning with(WriteProbe other) {
    return new StoreTuning(limits, other, clock, trail, lockWait);
  }

  StoreTuning with(InstantSource other) {
    return new StoreTuning(limits, probe, other, trail, lockWait);
  }

  StoreTuning with(Duration other) {
    return new StoreTuning(limits, probe, clock, trail, other);
  }

  StoreTuning with(LocalTrail other) {
    return new StoreTuning(limits, probe, clock, other, lockWait);
  }
}
