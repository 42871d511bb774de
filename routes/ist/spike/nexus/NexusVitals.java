// SPDX-License-Identifier: Apache-2.0
package ist.spike.nexus;

import ist.spike.archive.Slot;
import ist.spike.backup.BackupStatus;
import ist.spike.identity.SvidSource;
import ist.spike.kit.HttpsEngine;
import ist.spike.kit.Vitals;
import ist.spike.metrics.MetricsText;
import ist.spike.metrics.RequestMeter;
import ist.spike.wire.DrillReport;
import ist.spike.wire.KeeperStatus;
import ist.spike.wire.StatusReport;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What Nexus tells on its management port (ops/monitoring/metrics.md): the facts of {@code spike
 * status}, from the same source, and what only a graph can show.
 */
final class NexusVitals implements Vitals {

  private static final double MILLIS_PER_SECOND = 1e3;

  private final StatusCalls status;
  private final Holdings holdings;
  private final Served served;

  /**
   * What serves requests.
   *
   * @param engine until it listens, Nexus is not ready
   * @param audit while it takes no record, Nexus is not ready
   */
  record Served(SvidSource identity, HttpsEngine engine, RequestMeter meter, NexusAudit audit) {}

  NexusVitals(StatusCalls status, Holdings holdings, Served served) {
    this.status = status;
    this.holdings = holdings;
    this.served = served;
  }

  @Override
  public String whyNotReady() {
    String sealed = status.sealReason();
    if (!sealed.isEmpty()) {
      return "sealed: " + sealed;
    }
    if (served.audit().isFailing()) {
      return "audit records cannot be written, so nothing is answered; see the log";
    }
    return served.engine().isListening() ? "" : "not listening yet";
  }

  @Override
  public void writeTo(MetricsText text) {
    StatusReport report = status.report();
    writeSeal(text, report);
    writeKeepers(text, report.keepers());
    writeStore(text, report.store());
    writeBackups(text, report, holdings.backups());
    text.gauge("spike_audit_failing", "1 while audit records cannot be written.")
        .sample(served.audit().isFailing());
    Vitals.writeIdentity(text, served.identity());
    served.meter().writeTo(text);
  }

  private static void writeSeal(MetricsText text, StatusReport report) {
    text.gauge("spike_sealed", "1 while there is no root key.").sample(report.seal().sealed());
    text.gauge("spike_shares", "Shares of the root key; 0 while there is none.")
        .sample(report.seal().shares());
    text.gauge("spike_threshold", "So many shares combine to the root key; 0 while there is none.")
        .sample(report.seal().threshold());
    text.gauge("spike_share_set_recovered",
        "1 once recovery shares of the live share set were given out.")
        .sample(report.custody().recoveredAt().isPresent());
    text.gauge("spike_custodians", "Custodians that recovery.custodians names.")
        .sample(report.custody().custodians());
    text.gauge("spike_custodians_confirmed", "Custodians who confirmed to hold their share.")
        .sample(report.custody().confirmed());
  }

  private static void writeKeepers(MetricsText text, List<KeeperStatus> keepers) {
    text.gauge("spike_keepers", "Keepers that Nexus knows.").sample(keepers.size());
    text.gauge("spike_keepers_good", "Keepers whose share can be counted on.")
        .sample(keepers.stream().filter(KeeperStatus::isGood).count());
    each(text.gauge("spike_keeper_failures", "How often in a row a Keeper failed; 0: it is well."),
        keepers, keeper -> Optional.of((long) keeper.failures()));
    each(text.gauge("spike_keeper_culprit", "1: it showed a share that is not its own."), keepers,
        keeper -> Optional.of(keeper.culprit() ? 1L : 0));
    each(text.gauge("spike_keeper_last_contact_timestamp_seconds", "When it last did its work."),
        keepers, keeper -> keeper.lastContact().map(at -> at.getEpochSecond()));
    text.gauge("spike_keeper_latency_seconds", "How long that took.");
    keepers.stream().filter(keeper -> keeper.lastContact().isPresent())
        .forEach(keeper -> text.sample(keeper.latencyMillis() / MILLIS_PER_SECOND, "keeper",
            Integer.toString(keeper.position())));
  }

  private static void each(MetricsText text, List<KeeperStatus> keepers,
      Function<KeeperStatus, Optional<Long>> value) {
    keepers.forEach(keeper -> value.apply(keeper).ifPresent(
        known -> text.sample((long) known, "keeper", Integer.toString(keeper.position()))));
  }

  private void writeStore(MetricsText text, StatusReport.Store store) {
    text.gauge("spike_dead_letters", "Dead letters that wait for somebody.")
        .sample(store.deadLetters());
    text.gauge("spike_store_bytes", "Size of the store's files.").sample(store.bytes());
    text.gauge("spike_store_free_bytes", "Room on their disk.").sample(store.freeBytes());
    text.gauge("spike_store_change_number", "Number of the last commit; 0 while sealed.")
        .sample(store.changeNumber());
    text.gauge("spike_store_writes_waiting", "Writes that wait for their commit.")
        .sample(holdings.writesWaiting());
  }

  /** Without samples while nothing is known: sealed, or no disk. */
  private static void writeBackups(MetricsText text, StatusReport report,
      Optional<BackupStatus> backups) {
    text.gauge("spike_backup_last_verified_timestamp_seconds",
        "When the newest verified backup was taken; 0: there is none.");
    backups.ifPresent(_ -> text
        .sample(report.backup().at().map(Instant::getEpochSecond).orElse(0L)));
    text.gauge("spike_backup_oldest_verified_timestamp_seconds",
        "When the oldest verified backup was taken.");
    backups.flatMap(BackupStatus::oldest)
        .ifPresent(oldest -> text.sample(oldest.getEpochSecond()));
    text.gauge("spike_backup_loss_seconds", "So much work is in no verified backup.");
    report.backup().lossSeconds().ifPresent(seconds -> text.sample(seconds));
    text.gauge("spike_backup_bytes", "Size of the newest verified backup.");
    backups.ifPresent(status -> text.sample(status.bytes()));
    text.gauge("spike_backup_problems", "Copies that did not verify the last time.");
    backups.ifPresent(status -> text.sample(status.failures()));
    text.gauge("spike_backups_kept", "Verified backups by the slot they fill.");
    backups.ifPresent(status -> {
      for (Slot slot : Slot.values()) {
        text.sample(status.kept().getOrDefault(slot, 0L), "slot", slot.text());
      }
    });
    text.gauge("spike_backup_destination_up",
        "1: the newest verified backup was read back from there.");
    backups.ifPresent(status -> status.destinations()
        .forEach((name, holds) -> text.sample(holds, "destination", name)));
    Optional<DrillReport> drill = backups.flatMap(BackupStatus::drill);
    text.gauge("spike_drill_last_timestamp_seconds", "When the last drill began.");
    drill.ifPresent(last -> text.sample(last.at().getEpochSecond()));
    text.gauge("spike_drill_success", "1: the last drill passed.");
    drill.ifPresent(last -> text.sample(last.passed()));
  }
}
