// SPDX-License-Identifier: Apache-2.0
package ist.spike.backup;

import ist.spike.store.ReplaceableStore;
import java.time.InstantSource;

/**
 * What the flows of backups share.
 *
 * @param store the running store
 * @param keys lends its root key
 * @param settings how backups are made
 * @param catalogue what is known of all backups
 * @param drills what is known of all drills
 * @param progress how far the run under way has come
 * @param drilling how far the drill under way has come, which may be beside a run
 * @param clock tells the time
 */
record BackupDesk(ReplaceableStore store, KeyKeeper keys, BackupSettings settings,
    CatalogueKeeper catalogue, DrillBook drills, BackupProgress progress,
    BackupProgress drilling, InstantSource clock) {

  static BackupDesk of(ReplaceableStore store, KeyKeeper keys, BackupSettings settings,
      InstantSource clock) {
    return new BackupDesk(store, keys, settings, new CatalogueKeeper(settings.work(), keys),
        new DrillBook(settings.work().resolve("drills"), keys), new BackupProgress(),
        new BackupProgress(), clock);
  }

  /** How things stand now; not ready while sealed. */
  BackupStatus status() {
    return BackupStatus.of(catalogue.current(), store.auditHead().toString(), clock.instant(),
        settings.destinations().stream().map(Destination::name).toList())
        .withDrill(drills.newest());
  }
}
