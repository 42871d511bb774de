// SPDX-License-Identifier: Apache-2.0
package ist.spike.pilot;

import ist.spike.identity.Role;
import ist.spike.wire.Operation;
import ist.spike.wire.PutSecret;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;

/** {@code spike secret put}: writes a new version (wire spec 10.4). */
final class SecretPut {

  private static final Flag CAS = new Flag("cas", "", Flag.Kind.INTEGER, "",
      "store only if this is the current version; 0: only if there is none");

  private SecretPut() {}

  /** The verb under this path. */
  static Command at(String path) {
    return new Command(path, " <path> <key=value>...",
        """
            Store a new version of a secret

            key=@FILE and key=@- take the value from a file and from standard input, or ask for it
            unseen; @FILE and @- alone take a JSON object of texts. key=@@x is the text @x.""",
        List.of(CAS), new Command.Arity(2, Command.Arity.MANY), List.of(),
        Optional.of(SecretPut::put));
  }

  private static void put(Invocation invocation, Session session) {
    String path = SecretCommands.path(invocation, 0);
    SortedMap<String, String> values = GivenValues
        .of(invocation.arguments().subList(1, invocation.arguments().size()), session.terminal());
    PutSecret request = new PutSecret(path, values, true, cas(invocation));
    try (Nexus nexus = session.connector().connect(Role.SUPERUSER)) {
      nexus.ask(Operation.PUT_SECRET, request.toJson());
    }
    session.terminal().print("OK");
  }

  private static OptionalInt cas(Invocation invocation) {
    if (invocation.flag(CAS.name()).isEmpty()) {
      return OptionalInt.empty();
    }
    int version = invocation.integer(CAS.name());
    if (version < 0) {
      throw new CommandFailure("Error: Negative version number: " + version,
          "versions count from 1, and --cas 0 means that there is no secret yet");
    }
    return OptionalInt.of(version);
  }
}
