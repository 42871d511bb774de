// SPDX-License-Identifier: Apache-2.0
package ist.spike.pilot;

import ist.spike.identity.Role;
import ist.spike.wire.ListSecrets;
import ist.spike.wire.Operation;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** {@code spike secret list}: what paths there are (wire spec 10.4). The flags are ours. */
final class SecretList {

  private static final Flag PREFIX =
      new Flag("prefix", "", Flag.Kind.TEXT, "", "only paths that begin with this");
  private static final Flag AFTER =
      new Flag("after", "", Flag.Kind.TEXT, "", "only paths that come after this one");
  private static final Flag LIMIT =
      new Flag("limit", "", Flag.Kind.INTEGER, "", "at most so many paths");
  private static final Flag READABLE =
      new Flag("readable", "", Flag.Kind.SWITCH, "false", "only paths that this identity may read");

  private SecretList() {}

  /** The verb under this path. */
  static Command at(String path) {
    return new Command(path, "", "List the paths of secrets",
        List.of(PREFIX, AFTER, LIMIT, READABLE, Format.FLAG),
        new Command.Arity(0, Command.Arity.MANY), List.of(), Optional.of(SecretList::list));
  }

  private static void list(Invocation invocation, Session session) {
    Format format = Format.of(invocation);
    ListSecrets request = new ListSecrets(invocation.flag(PREFIX.name()),
        invocation.flag(AFTER.name()), limit(invocation), invocation.isSet(READABLE.name()));
    ListSecrets.Page page;
    try (Nexus nexus = session.connector().connect(Role.SUPERUSER)) {
      page = ListSecrets.parsePage(nexus.ask(Operation.LIST_SECRETS, request.toJson()));
    }
    print(page.keys(), format, session.terminal());
    if (page.more()) {
      session.terminal().say("there are more; go on with --after '" + page.keys().getLast() + "'");
    }
  }

  private static void print(List<String> keys, Format format, Terminal terminal) {
    switch (format) {
      case JSON -> terminal.print(Document.json(keys, 2));
      case YAML -> terminal.printText(Document.yaml(keys));
      case TABLE -> {
        Table table = new Table("PATH");
        keys.forEach(table::row);
        terminal.printText(table.text());
      }
      case HUMAN -> {
        if (keys.isEmpty()) {
          terminal.print("No secrets found.");
        } else {
          terminal.print("- " + String.join(System.lineSeparator() + "- ", keys));
        }
      }
    }
  }

  private static OptionalInt limit(Invocation invocation) {
    if (invocation.flag(LIMIT.name()).isEmpty()) {
      return OptionalInt.empty();
    }
    int limit = invocation.integer(LIMIT.name());
    if (limit < 1) {
      throw new UsageException(invocation.command(), "invalid argument \"" + limit
          + "\" for \"--limit\" flag: it must be at least 1");
    }
    return OptionalInt.of(limit);
  }
}
