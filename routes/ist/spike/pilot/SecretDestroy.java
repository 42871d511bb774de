// SPDX-License-Identifier: Apache-2.0
package ist.spike.pilot;

import ist.spike.identity.Role;
import ist.spike.wire.ChangeVersions;
import ist.spike.wire.Operation;
import java.util.List;
import java.util.Optional;

/** {@code spike secret destroy}: ours. What it erases nobody brings back, so it asks first. */
final class SecretDestroy {

  private static final Flag ALL =
      new Flag("all", "", Flag.Kind.SWITCH, "false", "every version, whatever --versions says");
  private static final Flag YES =
      new Flag("yes", "y", Flag.Kind.SWITCH, "false", "do not ask");

  private SecretDestroy() {}

  /** The verb under this path. */
  static Command at(String path) {
    return new Command(path, " <path>", "Erase versions of a secret for good",
        List.of(SecretCommands.VERSIONS, ALL, YES), Command.Arity.exactly(1), List.of(),
        Optional.of(SecretDestroy::destroy));
  }

  private static void destroy(Invocation invocation, Session session) {
    String path = SecretCommands.path(invocation, 0);
    List<Integer> versions = SecretCommands.versions(invocation);
    boolean all = invocation.isSet(ALL.name());
    if (!invocation.isSet(YES.name()) && !isSure(session.terminal(), path, all
        ? "every version"
        : versions.equals(List.of(0)) ? "the current version" : "versions " + versions)) {
      session.terminal().print("Operation canceled.");
      return;
    }
    try (Nexus nexus = session.connector().connect(Role.SUPERUSER)) {
      nexus.ask(Operation.DESTROY_SECRET, new ChangeVersions(path, versions, all).toJson());
    }
    session.terminal().print("OK");
  }

  private static boolean isSure(Terminal terminal, String path, String what) {
    terminal.printText("Are you sure you want to destroy " + what + " of '" + path
        + "' for good? (y/N): ");
    return terminal.readLine().strip().equalsIgnoreCase("y");
  }
}
