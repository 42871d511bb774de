// SPDX-License-Identifier: Apache-2.0
package ist.spike.pilot;

import ist.spike.wire.AuditCheckReport;
import ist.spike.wire.Operation;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** {@code spike audit …}: ours. */
final class AuditCommands {

  private static final double MILLIS_PER_SECOND = 1_000;

  private AuditCommands() {}

  static Command group() {
    return Command.group("spike audit", "Look after the audit records",
        new Command("spike audit verify", "",
            "Read every audit record, and look for removed, added and altered ones", List.of(),
            Command.Arity.exactly(0), List.of(),
            Optional.of((invocation, session) -> verify(session))));
  }

  private static void verify(Session session) {
    AuditCheckReport report = new WalkWatch<>(Operation.VERIFY_AUDIT, AuditCheckReport::parse,
        AuditCheckReport::running, told -> told.lines() + " lines read").untilEnd(session);
    report.notes().forEach(note -> session.terminal().say("note: " + note));
    if (!report.problems().isEmpty()) {
      throw new CommandFailure(report.problems().stream().map(problem -> "altered: " + problem)
          .toList(),
          "the audit records are not as they were written: " + report.problems().size()
              + " problems in " + report.lines() + " lines and " + report.rows()
              + " rows; keep the files, and find out who can write to them");
    }
    session.terminal().printText("The audit records are sound."
        + "\n  Lines   : " + report.lines() + " in " + report.files() + " files"
        + report.since().map(at -> ", since " + at).orElse("")
        + "\n  Rows    : " + report.rows()
        + "\n  Seconds : "
        + String.format(Locale.ROOT, "%.3f", report.millis() / MILLIS_PER_SECOND) + "\n");
  }
}
