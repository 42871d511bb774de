// SPDX-License-Identifier: Apache-2.0
package ist.spike.pilot;

import ist.spike.crypto.SecretBytes;
import ist.spike.identity.Role;
import ist.spike.wire.EmptyMessage;
import ist.spike.wire.Operation;
import ist.spike.wire.RecoveredShares;
import ist.spike.wire.RestoreProgress;
import ist.spike.wire.RestoreShare;
import ist.spike.wire.SpikeException;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** {@code spike operator …} (wire spec 10.7 and 10.8). */
final class OperatorCommands {

  private static final String RESTORED = """

        SPIKE is now restored and ready to use.
        See https://spike.ist/operations/recovery/ for next steps.

      """;

  private OperatorCommands() {}

  static Command group() {
    return Command.group("spike operator", "Recover and restore the root key",
        recover("spike operator recover"), restore("spike operator restore"));
  }

  /** The verb that takes the recovery shares out, under this path. */
  static Command recover(String path) {
    return new Command(path, "", "Write the recovery shards, one file each", List.of(),
        Command.Arity.exactly(0), List.of(),
        Optional.of((invocation, session) -> recover(session)));
  }

  /** The verb that feeds one recovery share, under this path. */
  static Command restore(String path) {
    return new Command(path, "", "Give Nexus one recovery shard, typed or from standard input",
        List.of(), Command.Arity.exactly(0), List.of(),
        Optional.of((invocation, session) -> restore(session)));
  }

  private static void recover(Session session) {
    RecoveryDirectory directory = RecoveryDirectory.of(session);
    try (RecoveredShares recovered = askForShares(session)) {
      if (recovered.shards().isEmpty()
          || recovered.shards().values().stream().anyMatch(SecretBytes::isZero)) {
        throw new CommandFailure("Error: Empty shard found.", "nothing was written");
      }
      directory.replaceAll(recovered.shards());
    }
    session.terminal().printText("\n  SPIKE Recovery shards saved to the recovery directory:\n  "
        + directory.path() + "\n\n  Now:\n"
        + "    1. Encrypt each shard for the person who is to keep it.\n"
        + "    2. Move each one to a safe place of its own.\n"
        + "    3. Erase them from the recovery directory.\n\n");
  }

  private static RecoveredShares askForShares(Session session) {
    try (Nexus nexus = session.connector().connect(Role.RECOVER)) {
      byte[] answer = nexus.ask(Operation.RECOVER_SHARES, EmptyMessage.json());
      try {
        return RecoveredShares.parse(answer);
      } finally {
        Arrays.fill(answer, (byte) 0);
      }
    } catch (SpikeException e) {
      throw ApiMessages.failure("Error: Failed to retrieve recovery shards.", e);
    }
  }

  private static void restore(Session session) {
    RestoreProgress progress;
    byte[] typed = read(session.terminal());
    try (ShardFile.Parsed share = ShardFile.parse(typed)) {
      progress = send(session, share);
    } finally {
      Arrays.fill(typed, (byte) 0);
    }
    session.terminal().printText(progress.restored()
        ? RESTORED
        : "\n Shards collected:  " + progress.collected() + "\n Shards remaining:  "
            + progress.remaining() + "\n Please run `spike operator restore` again to provide"
            + " the remaining shards.\n\n");
  }

  private static RestoreProgress send(Session session, ShardFile.Parsed share) {
    try (Nexus nexus = session.connector().connect(Role.RESTORE);
        RestoreShare request =
            new RestoreShare(share.id(), Optional.of(share.value().copy()))) {
      byte[] body = request.toJson();
      try {
        return RestoreProgress.parse(nexus.ask(Operation.RESTORE_SHARE, body));
      } finally {
        Arrays.fill(body, (byte) 0);
      }
    } catch (SpikeException e) {
      throw ApiMessages.failure("Error: Failed to communicate with SPIKE Nexus.", e);
    }
  }

  private static byte[] read(Terminal terminal) {
    try {
      if (!terminal.isInteractive()) {
        return terminal.readInput(ShardFile.MAX_SIZE_BYTES);
      }
      terminal.print("(your input will be hidden as you paste/type it)");
      return terminal.readHidden("Enter recovery shard: ");
    } catch (IOException e) {
      throw new CommandFailure("Error: Invalid shard format.",
          "standard input cannot be read: " + e.getMessage());
    }
  }
}
