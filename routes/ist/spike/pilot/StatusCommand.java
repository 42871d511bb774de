// SPDX-License-Identifier: Apache-2.0
package ist.spike.pilot;

import ist.spike.identity.Role;
import ist.spike.wire.EmptyMessage;
import ist.spike.wire.Operation;
import ist.spike.wire.StatusReport;
import java.util.List;
import java.util.Optional;

/** {@code spike status}: ours. The whole system on one screen. */
final class StatusCommand {

  private static final int JSON_INDENT = 2;

  private StatusCommand() {}

  static Command at(String path) {
    return new Command(path, "",
        "Show how everything is; exits with 9 when something needs attention",
        List.of(Format.FLAG), Command.Arity.exactly(0), List.of(),
        Optional.of(StatusCommand::run));
  }

  private static void run(Invocation invocation, Session session) {
    Format format = Format.of(invocation);
    StatusReport report;
    try (Nexus nexus = session.connector().connect(Role.SUPERUSER)) {
      report =
          StatusReport.parse(nexus.ask(Operation.SHOW_STATUS, EmptyMessage.json()));
    }
    StatusText text = new StatusText(report);
    Terminal terminal = session.terminal();
    switch (format) {
      case JSON -> terminal.print(Document.json(text.data(), JSON_INDENT));
      case YAML -> terminal.printText(Document.yaml(text.data()));
      case HUMAN, TABLE -> terminal.printText(text.screen());
    }
    int found = report.attention().size();
    if (found > 0) {
      throw new CommandFailure(List.of(),
          found == 1 ? "one thing needs attention" : found + " things need attention",
          ExitCode.NEEDS_ATTENTION);
    }
  }
}
