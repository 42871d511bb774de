// SPDX-License-Identifier: Apache-2.0
package ist.spike.pilot;

import ist.spike.wire.Operation;
import ist.spike.wire.StoreCheckReport;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** {@code spike store …}: ours. */
final class StoreCommands {

  private static final double MILLIS_PER_SECOND = 1_000;

  private StoreCommands() {}

  static Command group() {
    return Command.group("spike store", "Look after the store",
        new Command("spike store check", "",
            "Open every row, and look for removed, added and replaced ones", List.of(),
            Command.Arity.exactly(0), List.of(),
            Optional.of((invocation, session) -> check(session))));
  }

  private static void check(Session session) {
    StoreCheckReport report = new WalkWatch<>(Operation.CHECK_STORE, StoreCheckReport::parse,
        StoreCheckReport::running, told -> told.rows() + " rows opened").untilEnd(session);
    if (!report.problems().isEmpty()) {
      throw new CommandFailure(report.problems().stream().map(problem -> "damaged: " + problem)
          .toList(),
          "the store is damaged: " + report.problems().size() + " problems in " + report.rows()
              + " rows; keep its files, and restore the newest verified backup");
    }
    session.terminal().printText("The store is sound."
        + "\n  Rows opened   : " + report.rows()
        + "\n  Secrets       : " + report.secrets()
        + "\n  Versions      : " + report.versions()
        + "\n  Change number : " + report.changeNumber()
        + "\n  Seconds       : "
        + String.format(Locale.ROOT, "%.3f", report.millis() / MILLIS_PER_SECOND) + "\n");
  }
}
