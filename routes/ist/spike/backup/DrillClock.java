// SPDX-License-Identifier: Apache-2.0
package ist.spike.backup;

import ist.spike.archive.CatalogueEntry;
import ist.spike.wire.DrillReport;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.function.LongSupplier;

/**
 * Knows when a drill is due: when the schedule has come round since the last one, so also after a pause of any
 * length. Before the first one, since there is a backup to make it with.
 */
final class DrillClock {

  /** After a drill that could not even be reported. */
  private static final Duration PAUSE = Duration.ofHours(1);

  private final BackupDesk desk;
  private final TryPause pause;

  DrillClock(BackupDesk desk, LongSupplier nanoTime) {
    this.desk = desk;
    this.pause = new TryPause(PAUSE, nanoTime);
  }

  /** Whether to begin a drill now; says yes at most once in an hour. */
  synchronized boolean isDue() {
    if (!desk.store().isUnsealed() || pause.isOn() || !isTime()) {
      return false;
    }
    pause.begin();
    return true;
  }

  private boolean isTime() {
    Instant now = desk.clock().instant();
    return desk.drills().newest().map(DrillReport::at)
        .or(() -> desk.catalogue().current().oldestVerified().map(CatalogueEntry::id)
            .map(id -> id.time()))
        .filter(since -> !desk.settings().drill().schedule()
            .next(since, ZoneId.systemDefault()).isAfter(now))
        .isPresent();
  }
}
