// SPDX-License-Identifier: Apache-2.0
package ist.spike.nexus;

import ist.spike.audit.AuditReport;
import ist.spike.audit.AuditRowSource;
import ist.spike.wire.AskWalk;
import ist.spike.wire.AuditCheckReport;
import ist.spike.wire.Call;
import ist.spike.wire.Reply;
import java.time.Instant;
import java.util.function.LongConsumer;

/** Verifies the local audit files and the audit rows of the store on request, in the background. */
final class AuditCheck {

  private final Checks checks;
  private final NexusAudit audit;
  private final AuditRowSource rows;
  private final BackgroundWalk<AuditCheckReport> walk;

  AuditCheck(Checks checks, NexusAudit audit, AuditRowSource rows) {
    this.checks = checks;
    this.audit = audit;
    this.rows = rows;
    this.walk = new BackgroundWalk<>(new BackgroundWalk.Terms<>("audit-check",
        AuditCheckReport::running, this::walk, AuditCheckReport::failed));
  }

  Reply verify(Call call) {
    return checks.answer(call, new Checks.Steps<>(AskWalk::parse, request -> {},
        request -> Reply.ok(walk.ask(request.start()).toJson())));
  }

  private AuditCheckReport walk(LongConsumer progress, BackgroundWalk.Stopwatch stopwatch) {
    AuditReport report = audit.verify(rows, progress);
    String since = report.since().equals(Instant.EPOCH) ? "" : report.since().toString();
    return new AuditCheckReport(false, report.lines(), report.files(), report.rows(), since,
        stopwatch.millis(), report.notes(), report.problems());
  }
}
