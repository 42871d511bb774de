// SPDX-License-Identifier: Apache-2.0
package ist.spike.backup;

import ist.spike.audit.AuditMark;
import ist.spike.store.ReplaceableStore;
import ist.spike.wire.Call;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.camel.RoutesBuilder;

/** Everything about backups that Nexus runs. */
public final class Backups {

  /** What runs all of a backup again. */
  public static final String AGAIN = "begin-backup";

  /** The flows that {@link #AGAIN} runs and that may give up. */
  public static final Set<String> FLOWS = Set.of("make-backup", "take-snapshot",
      "verify-snapshot", "seal-backup", "spread-backup", "deliver-backup", "store-backup",
      "verify-stored-backup", "prune-backups", "prune-destination", "reopen-backup");

  private final BackupDesk desk;
  private final Consumer<Call> authorise;

  /**
   * @param authorise refuses callers that may not do this
   */
  public Backups(ReplaceableStore store, KeyKeeper keys, BackupSettings settings,
      Consumer<Call> authorise) {
    this(BackupDesk.of(store, keys, settings, InstantSource.system()), authorise);
  }

  Backups(BackupDesk desk, Consumer<Call> authorise) {
    this.desk = desk;
    this.authorise = authorise;
  }

  /** What runs a drill again. */
  public static final String DRILL = "run-drill";

  /** Removes what a drill has left that was killed with its Nexus; to be called at each start. */
  public static void clean(BackupSettings settings) {
    DrillDirectory.remove(settings.drill().scratch());
  }

  /** Every flow. */
  public List<RoutesBuilder> routes() {
    BackupSteps steps = new BackupSteps(desk);
    DeliverySteps deliveries = new DeliverySteps(desk);
    BackupGate gate = new BackupGate("a backup is running; try again when it is done", steps::end);
    BackupRoutes backups = new BackupRoutes(desk, gate, steps, deliveries);
    return List.of(backups,
        new BackupRequestRoutes(new BackupCalls(authorise, desk, deliveries, gate)),
        new RestoreRoutes(new RestoreCalls(authorise, desk, gate)),
        new DrillRoutes(new DrillSteps(authorise, desk), new DrillClock(desk, System::nanoTime),
            backups::isAtRest));
  }

  /** How far the audit records had come when each backup was taken; not ready while sealed. */
  public List<AuditMark> auditMarks() {
    return desk.catalogue().current().entries().stream()
        .filter(entry -> !entry.auditHead().isEmpty())
        .map(entry -> AuditMark.parse("backup " + entry.id(), entry.id().time(),
            entry.auditHead()))
        .toList();
  }

  /** How things stand; not ready while sealed. */
  public BackupStatus status() {
    return desk.status();
  }
}
