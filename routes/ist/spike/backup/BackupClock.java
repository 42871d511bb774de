// SPDX-License-Identifier: Apache-2.0
package ist.spike.backup;

import ist.spike.archive.CatalogueEntry;
import ist.spike.archive.Includes;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Knows when a backup is due: when the schedule has come round since the newest verified backup, so also after a
 * pause of any length, or when a file of {@code backup.include} has changed since then.
 */
final class BackupClock {

  /** After a run that gave no verified backup. */
  private static final Duration PAUSE = Duration.ofMinutes(15);

  private final BackupDesk desk;
  private final TryPause pause;

  BackupClock(BackupDesk desk, LongSupplier nanoTime) {
    this.desk = desk;
    this.pause = new TryPause(PAUSE, nanoTime);
  }

  /** Whether to begin a run now; not within a quarter of an hour of the last that began. */
  synchronized boolean isDue() {
    return desk.store().isUnsealed() && !pause.isOn() && isTime();
  }

  /** A run has begun. */
  synchronized void begun() {
    pause.begin();
  }

  private boolean isTime() {
    Instant now = desk.clock().instant();
    Optional<Instant> last =
        desk.catalogue().current().newestVerified(now).map(CatalogueEntry::id)
            .map(id -> id.time());
    return last.map(time -> !desk.settings().schedule().next(time, ZoneId.systemDefault())
        .isAfter(now) || Includes.changedSince(desk.settings().include(), time)).orElse(true);
  }
}
