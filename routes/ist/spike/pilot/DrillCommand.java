// SPDX-License-Identifier: Apache-2.0
package ist.spike.pilot;

import ist.spike.identity.Role;
import ist.spike.wire.BackupRequest;
import ist.spike.wire.DrillReport;
import ist.spike.wire.Operation;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** {@code spike backup drill}: ours. */
final class DrillCommand {

  private static final double MILLIS_PER_SECOND = 1_000;
  private static final int JSON_INDENT = 2;

  private DrillCommand() {}

  static Command verb() {
    return new Command("spike backup drill", " [ID]",
        "Rehearse that a backup and shares bring everything back", List.of(Format.FLAG),
        new Command.Arity(0, 1), List.of(), Optional.of(DrillCommand::run));
  }

  private static void run(Invocation invocation, Session session) {
    Format format = Format.of(invocation);
    BackupRequest request =
        BackupRequest.of(invocation.arguments().isEmpty() ? "" : invocation.argument(0));
    DrillReport report;
    try (Nexus nexus = session.connector().connect(Role.SUPERUSER)) {
      report = DrillReport.parse(BackupWatch.ofDrill(nexus, session.terminal())
          .await(() -> nexus.ask(Operation.DRILL_BACKUP, request.toJson())));
    }
    switch (format) {
      case HUMAN, TABLE -> session.terminal().printText(text(report));
      case JSON -> session.terminal().print(Document.json(document(report), JSON_INDENT));
      case YAML -> session.terminal().printText(Document.yaml(document(report)));
    }
    if (!report.passed()) {
      throw new CommandFailure(List.of(), "the drill failed: " + report.problem());
    }
  }

  private static String text(DrillReport report) {
    DrillReport.Measured measured = report.measured();
    return "Drill of " + report.at() + (report.passed() ? ": passed" : ": FAILED")
        + "\n  Backup        : " + (report.backup().isEmpty() ? "none" : report.backup())
        + "\n  From          : " + (report.destination().isEmpty() ? "-" : report.destination())
        + "\n  From keepers  : " + seconds(measured.keeperMillis())
        + "\n  From shards   : " + seconds(measured.shardMillis())
        + "\n  Would be lost : " + measured.lossSeconds() + " s of work"
        + "\n  Secrets read  : " + measured.secrets()
        + "\n  Probes met    : " + measured.probes() + "\n";
  }

  private static String seconds(long millis) {
    return millis == 0
        ? "not reached"
        : String.format(Locale.ROOT, "%.3f s until the first secret", millis / MILLIS_PER_SECOND);
  }

  private static Map<String, Object> document(DrillReport report) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("at", time(report.at()));
    document.put("backup", report.backup());
    document.put("destination", report.destination());
    document.put("passed", report.passed());
    document.put("problem", report.problem());
    document.put("keeperMillis", report.measured().keeperMillis());
    document.put("shardMillis", report.measured().shardMillis());
    document.put("lossSeconds", report.measured().lossSeconds());
    document.put("secrets", report.measured().secrets());
    document.put("probes", report.measured().probes());
    return document;
  }

  private static Document.Plain time(Instant moment) {
    return new Document.Plain(moment.toString());
  }
}
