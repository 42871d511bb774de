// SPDX-License-Identifier: Apache-2.0
package ist.spike.pilot;

import ist.spike.identity.Role;
import ist.spike.wire.BackupReport;
import ist.spike.wire.EmptyMessage;
import ist.spike.wire.Operation;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** {@code spike backup …}: ours. */
final class BackupCommands {

  private static final double MILLIS_PER_SECOND = 1_000;

  private BackupCommands() {}

  static Command group() {
    return Command.group("spike backup", "Back the store up",
        new Command("spike backup run", "", "Take a backup now and verify it", List.of(),
            Command.Arity.exactly(0), List.of(),
            Optional.of((invocation, session) -> run(session))));
  }

  private static void run(Session session) {
    BackupReport report;
    try (Nexus nexus = session.connector().connect(Role.SUPERUSER)) {
      report = BackupReport.parse(nexus.ask(Operation.RUN_BACKUP, EmptyMessage.json()));
    }
    session.terminal().printText("Backup " + report.id() + " is " + report.level() + "."
        + "\n  File          : " + report.file()
        + "\n  Size          : " + report.bytes() + " bytes"
        + "\n  Rows opened   : " + report.rows()
        + "\n  Change number : " + report.changeNumber()
        + "\n  Seconds       : "
        + String.format(Locale.ROOT, "%.3f", report.millis() / MILLIS_PER_SECOND) + "\n");
  }
}
