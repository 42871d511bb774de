// SPDX-License-Identifier: Apache-2.0
package ist.spike.pilot;

import ist.spike.identity.Role;
import ist.spike.wire.DeadLetterNumber;
import ist.spike.wire.EmptyMessage;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.Operation;
import ist.spike.wire.RetryReport;
import ist.spike.wire.ShownDeadLetters;
import ist.spike.wire.SpikeException;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** {@code spike dead-letter …}: ours. What failed for good, and what to do about it. */
final class DeadLetterCommands {

  private static final int JSON_INDENT = 2;
  private static final String ROW = "%-5s %-20s %-18s %-8s %s%n";

  private DeadLetterCommands() {}

  static Command group() {
    return Command.group("spike dead-letter", "See what failed for good, and do it again",
        new Command("spike dead-letter list", "", "List what failed for good, oldest first",
            List.of(Format.FLAG), Command.Arity.exactly(0), List.of(),
            Optional.of(DeadLetterCommands::list)),
        about("show", "Show one of them whole", List.of(Format.FLAG), DeadLetterCommands::show),
        about("retry", "Do its work again, from the state of now", List.of(),
            DeadLetterCommands::retry),
        about("drop", "Remove it, because its work needs no doing", List.of(),
            DeadLetterCommands::drop));
  }

  private static Command about(String verb, String summary, List<Flag> flags,
      Command.Action action) {
    return new Command("spike dead-letter " + verb, "NUMBER", summary, flags,
        Command.Arity.exactly(1), List.of(), Optional.of(action));
  }

  private static void list(Invocation invocation, Session session) {
    Format format = Format.of(invocation);
    ShownDeadLetters found;
    try (Nexus nexus = session.connector().connect(Role.SUPERUSER)) {
      found = ShownDeadLetters
          .parse(nexus.ask(Operation.LIST_DEAD_LETTERS, EmptyMessage.json()));
    }
    List<Map<String, Object>> data =
        found.letters().stream().map(DeadLetterCommands::data).toList();
    Terminal terminal = session.terminal();
    switch (format) {
      case JSON -> terminal.print(Document.json(data, JSON_INDENT));
      case YAML -> terminal.printText(Document.yaml(data));
      case HUMAN, TABLE -> terminal.printText(table(found.letters()));
    }
  }

  private static String table(List<ShownDeadLetters.Letter> letters) {
    if (letters.isEmpty()) {
      return "No dead letters.\n";
    }
    StringBuilder text = new StringBuilder(
        String.format(Locale.ROOT, ROW, "NO", "GIVEN UP", "FLOW", "ATTEMPTS", "SUBJECT"));
    for (ShownDeadLetters.Letter letter : letters) {
      text.append(String.format(Locale.ROOT, ROW, letter.id(), time(letter), letter.flow(),
          letter.attempts(), letter.subject())).append("      ").append(letter.error())
          .append('\n');
    }
    return text.toString();
  }

  private static void show(Invocation invocation, Session session) {
    Format format = Format.of(invocation);
    ShownDeadLetters.Letter letter = ShownDeadLetters
        .parse(ask(invocation, session, Operation.SHOW_DEAD_LETTER)).letters().getFirst();
    Terminal terminal = session.terminal();
    switch (format) {
      case JSON -> terminal.print(Document.json(data(letter), JSON_INDENT));
      case YAML -> terminal.printText(Document.yaml(data(letter)));
      case HUMAN, TABLE -> terminal.printText("Number   : " + letter.id() + "\nFlow     : "
          + letter.flow() + "\nSubject  : " + letter.subject() + "\nAttempts : "
          + letter.attempts() + "\nGiven up : " + time(letter) + "\nError    : "
          + letter.error() + "\n");
    }
  }

  private static void retry(Invocation invocation, Session session) {
    RetryReport report =
        RetryReport.parse(ask(invocation, session, Operation.RETRY_DEAD_LETTER));
    if (!report.done()) {
      throw new CommandFailure("Error: It failed again.", report.error());
    }
    session.terminal().print("Done; the dead letter is gone.");
  }

  private static void drop(Invocation invocation, Session session) {
    ask(invocation, session, Operation.DROP_DEAD_LETTER);
    session.terminal().print("Dropped.");
  }

  private static byte[] ask(Invocation invocation, Session session, Operation operation) {
    long number = number(invocation.argument(0));
    try (Nexus nexus = session.connector().connect(Role.SUPERUSER)) {
      return nexus.ask(operation, new DeadLetterNumber(number).toJson());
    } catch (SpikeException e) {
      if (e.code() == ErrorCode.NOT_FOUND) {
        throw new CommandFailure(List.of("Error: There is no dead letter " + number + "."),
            "`spike dead-letter list` shows those there are", ExitCode.NOT_FOUND);
      }
      if (e.code() == ErrorCode.CONFLICT) {
        throw new CommandFailure("Error: It cannot be done again.",
            "its flow or its subject is no longer there; `spike dead-letter drop " + number
                + "` removes it");
      }
      throw e;
    }
  }

  private static long number(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new CommandFailure("Error: Invalid input provided.",
          "a dead letter is named by its number, which `spike dead-letter list` shows");
    }
  }

  private static String time(ShownDeadLetters.Letter letter) {
    return letter.parkedAt().truncatedTo(ChronoUnit.SECONDS).toString();
  }

  private static Map<String, Object> data(ShownDeadLetters.Letter letter) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("id", letter.id());
    members.put("flow", letter.flow());
    members.put("subject", letter.subject());
    members.put("attempts", letter.attempts());
    members.put("error", letter.error());
    members.put("parkedAt", new Document.Plain(time(letter)));
    return members;
  }
}
