// SPDX-License-Identifier: Apache-2.0
package ist.spike.backup;

import ist.spike.archive.BackupId;
import ist.spike.wire.DrillReport;
import java.time.Instant;
import java.util.Optional;

/**
 * One drill.
 *
 * @param started when it began
 * @param wanted which backup somebody asked for; empty for the newest that counts
 * @param report what came of it, once it is done
 */
record DrillJob(Instant started, Optional<BackupId> wanted, Optional<DrillReport> report) {

  static DrillJob of(Instant started, Optional<BackupId> wanted) {
    return new DrillJob(started, wanted, Optional.empty());
  }

  DrillJob done(DrillReport with) {
    return new DrillJob(started, wanted, Optional.of(with));
  }

  DrillReport requireReport() {
    return report.orElseThrow();
  }
}
