// SPDX-License-Identifier: Apache-2.0
package ist.spike.nexus;

import ist.spike.audit.AuditMark;
import ist.spike.audit.AuditReport;
import ist.spike.audit.AuditRowSource;
import ist.spike.wire.AskWalk;
import ist.spike.wire.AuditCheckReport;
import ist.spike.wire.Call;
import ist.spike.wire.Reply;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

/** Verifies the local audit files and the audit rows of the store on request, in the background. */
final class AuditCheck {

  private final Checks checks;
  private final NexusAudit audit;
  private final AuditRowSource rows;
  private final Supplier<List<AuditMark>> marks;
  private final BackgroundWalk<AuditCheckReport> walk;

  /**
   * @param marks what backups know of the records
   */
  AuditCheck(Checks checks, NexusAudit audit, AuditRowSource rows,
      Supplier<List<AuditMark>> marks) {
    this.checks = checks;
    this.audit = audit;
    this.rows = rows;
    this.marks = marks;
    this.walk = new BackgroundWalk<>(new BackgroundWalk.Terms<>("audit-check",
        AuditCheckReport::running, this::walk, AuditCheckReport::failed));
  }

  Reply verify(Call call) {
    return checks.answer(call, new Checks.Steps<>(AskWalk::parse, request -> {},
        request -> Reply.ok(walk.ask(request.start()).toJson())));
  }

  private AuditCheckReport walk(LongConsumer progress, BackgroundWalk.Stopwatch stopwatch) {
    AuditReport report = audit.verify(rows, marks.get(), progress);
    Optional<Instant> since =
        Optional.of(report.since()).filter(at -> !at.equals(Instant.EPOCH));
    return new AuditCheckReport(false, report.lines(), report.files(), report.rows(), since,
        stopwatch.millis(), report.notes(), report.problems());
  }
}
