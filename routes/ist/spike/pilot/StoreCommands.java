// SPDX-License-Identifier: Apache-2.0
package ist.spike.pilot;

import ist.spike.identity.Role;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.Operation;
import ist.spike.wire.SpikeException;
import ist.spike.wire.StoreCheckReport;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** {@code spike store …}: ours. */
final class StoreCommands {

  private static final double MILLIS_PER_SECOND = 1_000;
  private static final Duration SHORTEST_WAIT = Duration.ofMillis(1);

  private StoreCommands() {}

  static Command group() {
    return Command.group("spike store", "Look after the store",
        new Command("spike store check", "",
            "Open every row, and look for removed, added and replaced ones", List.of(),
            Command.Arity.exactly(0), List.of(),
            Optional.of((invocation, session) -> check(session))));
  }

  private static void check(Session session) {
    StoreCheckReport report = watch(session);
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

  /** Starts a check, or joins the one that runs, and tells how far it is until it ends. */
  private static StoreCheckReport watch(Session session) {
    Duration interval = session.settings().duration("pilot.check.interval", SHORTEST_WAIT);
    Duration timeout = session.settings().duration("pilot.check.timeout", SHORTEST_WAIT);
    long end = System.nanoTime() + timeout.toNanos();
    try (Nexus nexus = session.connector().connect(Role.SUPERUSER)) {
      StoreCheckReport report = ask(nexus, true);
      while (report.running()) {
        session.terminal().say(report.rows() + " rows opened");
        if (System.nanoTime() - end > 0) {
          throw new SpikeException(ErrorCode.BUSY, "the check still runs after "
              + timeout.toSeconds() + " s; the same command joins it again");
        }
        rest(interval);
        report = ask(nexus, false);
      }
      return report;
    }
  }

  private static StoreCheckReport ask(Nexus nexus, boolean start) {
    return StoreCheckReport
        .parse(nexus.ask(Operation.CHECK_STORE, StoreCheckReport.request(start)));
  }

  private static void rest(Duration interval) {
    try {
      Thread.sleep(interval);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SpikeException(ErrorCode.BUSY, "stopped while waiting for the check", e);
    }
  }
}
