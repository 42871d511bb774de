// SPDX-License-Identifier: Apache-2.0
package ist.spike.backup;

import ist.spike.archive.BackupId;
import ist.spike.kit.StepWork;
import java.util.Optional;

/**
 * One backup on its way to one destination, or already there.
 *
 * @param id of the backup
 * @param destination where it goes or lies
 * @param job what made it; empty when it is there already
 */
record Delivery(BackupId id, Destination destination, Optional<BackupJob> job)
    implements
      StepWork {

  @Override
  public String subject() {
    return id + " in " + destination.name();
  }

  @Override
  public Delivery failed(String error) {
    return this;
  }
}
