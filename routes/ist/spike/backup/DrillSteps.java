// SPDX-License-Identifier: Apache-2.0
package ist.spike.backup;

import ist.spike.archive.BackupId;
import ist.spike.archive.CatalogueEntry;
import ist.spike.store.DeadLetterDraft;
import ist.spike.wire.BackupRequest;
import ist.spike.wire.Call;
import ist.spike.wire.DrillReport;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.Reply;
import ist.spike.wire.SpikeException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who may ask for a drill, and what becomes of its report. */
final class DrillSteps {

  private static final Logger LOG = LoggerFactory.getLogger(DrillSteps.class);

  private final Consumer<Call> authorise;
  private final BackupDesk desk;
  private final BackupGate gate;

  DrillSteps(Consumer<Call> authorise, BackupDesk desk) {
    this.authorise = authorise;
    this.desk = desk;
    this.gate = new BackupGate("a drill is running; try again when it is done", this::end);
  }

  /** Whether none is under way. */
  boolean isIdle() {
    return gate.isFree();
  }

  /** Lets a caller in who may do this; a wish for one backup becomes the body. */
  void admit(Exchange exchange) {
    Call call = Objects.requireNonNull(exchange.getMessage().getBody(Call.class));
    authorise.accept(call);
    String id = BackupRequest.parse(call.body()).id();
    exchange.getMessage().setBody(begun(
        id.isEmpty() ? Optional.empty() : Optional.of(BackupId.parse(id))));
  }

  /** Takes the place of whatever began the drill, unless that wished for a backup. */
  void begin(Exchange exchange) {
    if (!desk.store().isUnsealed()) {
      throw new SpikeException(ErrorCode.NOT_READY,
          "a drill needs the root key, and nexus is sealed; spike status says why");
    }
    gate.enter(exchange, Duration.ZERO);
    if (!(exchange.getMessage().getBody() instanceof DrillJob)) {
      exchange.getMessage().setBody(begun(Optional.empty()));
    }
  }

  private DrillJob begun(Optional<BackupId> wanted) {
    return DrillJob.of(desk.clock().instant().truncatedTo(ChronoUnit.SECONDS), wanted);
  }

  DrillJob rehearse(DrillJob job) {
    return job.done(new DrillRun(desk, job).run());
  }

  /** Signs and keeps the report; the backup of a drill that passed is drilled from now on. */
  void record(DrillJob job) {
    DrillReport report = job.requireReport();
    if (report.passed()) {
      BackupId id = BackupId.parse(report.backup());
      desk.catalogue().update(catalogue -> catalogue.entry(id).flatMap(
          (CatalogueEntry entry) -> entry.place(report.destination())
              .map(place -> catalogue.with(entry.with(place.drilled()))))
          .orElse(catalogue));
    }
    desk.drills().write(report);
    LOG.info("drill ended: backup={} passed={} keeperMillis={} shardMillis={}", report.backup(),
        report.passed(), report.measured().keeperMillis(), report.measured().shardMillis());
  }

  boolean hasFailed(Exchange exchange) {
    return !Objects.requireNonNull(exchange.getMessage().getBody(DrillJob.class)).requireReport()
        .passed();
  }

  DeadLetterDraft letter(DrillJob job) {
    DrillReport report = job.requireReport();
    return new DeadLetterDraft("run-drill",
        report.backup().isEmpty() ? "no backup" : report.backup(), 1, report.problem());
  }

  Reply answer(DrillJob job) {
    return Reply.ok(job.requireReport().toJson());
  }

  private void end() {
    desk.drilling().ended();
    DrillDirectory.remove(desk.settings().drill().scratch());
  }
}
