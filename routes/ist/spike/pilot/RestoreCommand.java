// SPDX-License-Identifier: Apache-2.0
package ist.spike.pilot;

import ist.spike.identity.Role;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.Operation;
import ist.spike.wire.RestoreProgress;
import ist.spike.wire.RestoreShare;
import ist.spike.wire.SpikeException;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * {@code spike operator restore}: gives Nexus recovery shares. From a file or a pipe one a run, as
 * SPIKE has it (wire spec 10.8); a person at a terminal is asked for one after the other until Nexus
 * has its key, or the person types nothing.
 */
final class RestoreCommand {

  private static final String FAILED = "Error: Failed to communicate with SPIKE Nexus.";
  /** As many shares as there can be, and as many slips of the hand again. */
  private static final int MAX_TYPED = 512;
  private static final String RESTORED = """

        SPIKE is now restored and ready to use.
        See https://spike.ist/operations/recovery/ for next steps.

      """;

  private static final String RUN_AGAIN =
      " Please run `spike operator restore` again to provide the remaining shards.\n\n";

  private RestoreCommand() {}

  /** The verb under this path. */
  static Command at(String path) {
    return new Command(path, "",
        "Give Nexus recovery shards: typed one after the other, or one from standard input",
        List.of(), Command.Arity.ANY, List.of(),
        Optional.of((invocation, session) -> restore(session)));
  }

  private static void restore(Session session) {
    // As in SPIKE, who may not restore learns so before a shard is typed.
    session.connector().connect(Role.RESTORE).close();
    if (session.terminal().isInteractive()) {
      askUntilRestored(session);
    } else {
      report(session.terminal(), sendInput(session));
    }
  }

  private static RestoreProgress sendInput(Session session) {
    byte[] text;
    try {
      text = session.terminal().readInput(ShardFile.MAX_SIZE_BYTES);
    } catch (IOException e) {
      throw new CommandFailure("Error: Invalid shard format.",
          "standard input cannot be read: " + e.getMessage());
    }
    try {
      return send(session, text);
    } catch (SpikeException e) {
      throw ApiMessages.failure(FAILED, e);
    }
  }

  private static void askUntilRestored(Session session) {
    Terminal terminal = session.terminal();
    terminal.print("(your input will be hidden as you paste/type it)");
    boolean taken = false;
    for (int i = 0; i < MAX_TYPED; i++) {
      byte[] typed = terminal.readHidden("Enter recovery shard: ");
      if (typed.length == 0 && taken) {
        terminal.printText(RUN_AGAIN);
        return;
      }
      if (typed.length == 0) {
        throw new CommandFailure("Error: Invalid shard format.", "nothing was typed");
      }
      Optional<RestoreProgress> progress = tryTyped(session, typed);
      if (progress.isPresent() && progress.get().restored()) {
        terminal.printText(RESTORED);
        return;
      }
      progress.ifPresent(done -> terminal.printText(counts(done)));
      taken |= progress.isPresent();
    }
    throw new CommandFailure(FAILED, MAX_TYPED + " shards were typed and Nexus has no key");
  }

  /** Empty when what was typed is no shard, or not one of this key: the person may try again. */
  private static Optional<RestoreProgress> tryTyped(Session session, byte[] typed) {
    try {
      return Optional.of(send(session, typed));
    } catch (CommandFailure e) {
      e.lines().forEach(session.terminal()::error);
      session.terminal().say(e.explanation());
    } catch (SpikeException e) {
      if (e.code() != ErrorCode.BAD_REQUEST) {
        throw ApiMessages.failure(FAILED, e);
      }
      session.terminal().say("nexus refused this shard: it was mistyped, or belongs to another"
          + " key or an earlier recover; it does not count, so type the right one");
    }
    return Optional.empty();
  }

  private static RestoreProgress send(Session session, byte[] text) {
    try (ShardFile.Parsed share = ShardFile.parse(text);
        Nexus nexus = session.connector().connect(Role.RESTORE);
        RestoreShare request =
            new RestoreShare(share.id(), Optional.of(share.value().copy()))) {
      byte[] body = request.toJson();
      try {
        return RestoreProgress.parse(nexus.ask(Operation.RESTORE_SHARE, body));
      } finally {
        Arrays.fill(body, (byte) 0);
      }
    } finally {
      Arrays.fill(text, (byte) 0);
    }
  }

  private static void report(Terminal terminal, RestoreProgress progress) {
    terminal.printText(progress.restored() ? RESTORED : counts(progress) + RUN_AGAIN);
  }

  private static String counts(RestoreProgress progress) {
    return "\n Shards collected:  " + progress.collected() + "\n Shards remaining:  "
        + progress.remaining() + "\n";
  }
}
