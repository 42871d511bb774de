// SPDX-License-Identifier: Apache-2.0
package ist.spike.pilot;

import ist.spike.identity.Role;
import ist.spike.wire.ChangeVersions;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.GetSecret;
import ist.spike.wire.Operation;
import ist.spike.wire.PutSecret;
import ist.spike.wire.SecretMetadata;
import ist.spike.wire.SpikeException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;

/**
 * {@code spike secret copy} and {@code move}: ours. The values are at the new path before anything
 * happens to the old one, and the old versions are deleted so that undelete brings them back. One
 * who ends it in the middle has both; the same command then finishes it.
 */
final class SecretTransfer {

  private static final Flag OVERWRITE = new Flag("overwrite", "", Flag.Kind.SWITCH, "false",
      "add a version when there is a secret at the destination");

  private SecretTransfer() {}

  /** The verb that copies, under this path. */
  static Command copy(String path) {
    return new Command(path, " <source> <destination>",
        "Store one version of a secret at another path", List.of(SecretCommands.VERSION, OVERWRITE),
        Command.Arity.exactly(2), List.of(), Optional.of(SecretTransfer::copy));
  }

  /** The verb that moves, under this path. */
  static Command move(String path) {
    return new Command(path, " <source> <destination>",
        "Copy the current version of a secret, then delete every version at the source",
        List.of(OVERWRITE), Command.Arity.exactly(2), List.of(), Optional.of(SecretTransfer::move));
  }

  private static void copy(Invocation invocation, Session session) {
    String source = SecretCommands.path(invocation, 0);
    int version = SecretCommands.version(invocation.flag(SecretCommands.VERSION.name()));
    try (Nexus nexus = session.connector().connect(Role.SUPERUSER)) {
      write(nexus, invocation, read(nexus, source, version));
    }
    session.terminal().print("OK");
  }

  private static void move(Invocation invocation, Session session) {
    String source = SecretCommands.path(invocation, 0);
    if (source.equals(invocation.argument(1))) {
      throw new UsageException(invocation.command(), "source and destination are the same path");
    }
    try (Nexus nexus = session.connector().connect(Role.SUPERUSER)) {
      // Only versions seen here are deleted: one that is written meanwhile stays.
      SecretMetadata history = history(nexus, source);
      List<Integer> live = history.versions().entrySet().stream()
          .filter(each -> each.getValue().deletedTime().isEmpty()).map(each -> each.getKey())
          .toList();
      write(nexus, invocation, read(nexus, source, history.currentVersion()));
      nexus.ask(Operation.DELETE_SECRET, new ChangeVersions(source, live).toJson());
    }
    session.terminal().print("OK");
  }

  private static void write(Nexus nexus, Invocation invocation,
      SortedMap<String, String> values) {
    String destination = SecretCommands.path(invocation, 1);
    OptionalInt cas =
        invocation.isSet(OVERWRITE.name()) ? OptionalInt.empty() : OptionalInt.of(0);
    try {
      nexus.ask(Operation.PUT_SECRET, new PutSecret(destination, values, true, cas).toJson());
    } catch (SpikeException e) {
      if (e.code() != ErrorCode.CONFLICT) {
        throw e;
      }
      if (!read(nexus, destination, 0).equals(values)) {
        throw new CommandFailure(List.of("Error: [" + e.code().text() + "] " + e.sentence()),
            "there is another secret at " + destination + "; nothing was changed; --overwrite adds"
                + " a version to it",
            ExitCode.CONFLICT);
      }
    }
  }

  /** The history of a secret. */
  static SecretMetadata history(Nexus nexus, String path) {
    return SecretMetadata
        .parse(nexus.ask(Operation.GET_METADATA, new GetSecret(path, 0).toJson()));
  }

  /** The values of one version. */
  static SortedMap<String, String> read(Nexus nexus, String path, int version) {
    return GetSecret
        .parseAnswer(nexus.ask(Operation.GET_SECRET, new GetSecret(path, version).toJson()))
        .orElseThrow(() -> new CommandFailure("Error: Secret has no data.",
            "version " + version + " of " + path + " was stored without values"));
  }
}
