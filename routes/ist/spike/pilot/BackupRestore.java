// SPDX-License-Identifier: Apache-2.0
package ist.spike.pilot;

import ist.spike.backup.OfflineBackup;
import ist.spike.identity.Role;
import ist.spike.wire.Operation;
import ist.spike.wire.RestoreBackup;
import ist.spike.wire.RestorePlan;
import ist.spike.wire.SpikeException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * {@code spike backup restore}: puts a backup into the place of the store. With a file it works on the
 * machine of a stopped Nexus and needs nothing but the shares; with a name it asks a running one.
 */
final class BackupRestore {

  private static final int MAX_ARGUMENTS = 256;

  private static final String SUMMARY =
      """
            Put a backup into the place of the store

              spike backup restore ID                   Nexus goes on with it
              spike backup restore ID --path PATH       writes one secret, or a subtree, as new versions
          spike backup restore ID SHARD-FILE...     likewise, when it is sealed
              spike backup restore FILE SHARD-FILE...   with Nexus stopped, on its machine
              spike backup restore --undo               takes the last restore back, likewise

              Without shard files, the shards for a FILE are read from standard input, one a line, or typed.""";
  private static final Flag YES = new Flag("yes", "y", Flag.Kind.SWITCH, "false", "do not ask");
  static final Flag DRY_RUN = new Flag("dry-run", "", Flag.Kind.SWITCH, "false",
      "verify and show the plan, and change nothing");
  static final Flag PATH = new Flag("path", "", Flag.Kind.TEXT, "",
      "only this secret, or all below it when it ends with a slash, as new versions");
  private static final Flag UNDO = new Flag("undo", "", Flag.Kind.SWITCH, "false",
      "put the store back that the last restore has replaced");
  private static final Flag DATA = new Flag("data", "", Flag.Kind.TEXT, "",
      "directory of the stopped Nexus (instead of SPIKE_NEXUS_DATA_DIR, ~/.spike)");

  private BackupRestore() {}

  static Command verb() {
    return new Command("spike backup restore", " ID|FILE [shard-file...]", SUMMARY,
        List.of(PATH, DRY_RUN, YES, UNDO, DATA), new Command.Arity(0, MAX_ARGUMENTS), List.of(),
        Optional.of(BackupRestore::run));
  }

  private static void run(Invocation invocation, Session session) {
    if (invocation.isSet(UNDO.name()) != invocation.arguments().isEmpty()) {
      throw new UsageException(invocation.command(), invocation.isSet(UNDO.name())
          ? "--undo takes no backup"
          : "accepts a backup, and shard files after it");
    }
    if (invocation.isSet(UNDO.name())) {
      here(() -> undo(invocation, session));
    } else if (!invocation.flag(PATH.name()).isEmpty()) {
      SecretRestore.run(invocation, session,
          plan -> isSure(invocation, session.terminal(), "Write these versions?"));
    } else if (BackupVerify.isFile(invocation.argument(0))) {
      here(() -> restore(invocation, session));
    } else {
      askNexus(invocation, session);
    }
  }

  private static void here(Runnable work) {
    try {
      work.run();
    } catch (SpikeException e) {
      throw ApiMessages.here(e);
    }
  }

  private static void askNexus(Invocation invocation, Session session) {
    List<Path> files = shardFiles(invocation);
    try (ImportShares shares = files.isEmpty()
        ? ImportShares.NONE
        : ImportShares.read(files, session.terminal());
        Nexus nexus = session.connector().connect(Role.RESTORE)) {
      RestorePlan plan = ask(nexus, invocation.argument(0), true, shares);
      if (consent(invocation, session).test(plan)) {
        plan = ask(nexus, invocation.argument(0), false, shares);
      }
      finish(plan, invocation, session.terminal());
    }
  }

  private static RestorePlan ask(Nexus nexus, String id, boolean dryRun, ImportShares shares) {
    try (RestoreBackup request = new RestoreBackup(id, dryRun, shares.byNumber())) {
      byte[] body = request.toJson();
      try {
        return RestorePlan.parse(nexus.ask(Operation.RESTORE_BACKUP, body));
      } finally {
        Arrays.fill(body, (byte) 0);
      }
    }
  }

  private static List<Path> shardFiles(Invocation invocation) {
    return invocation.arguments().stream().skip(1).map(Path::of).toList();
  }

  private static void restore(Invocation invocation, Session session) {
    OfflineBackup backup = OfflineBackup.of(Path.of(invocation.argument(0)));
    try (ImportShares shares =
        ImportShares.read(shardFiles(invocation), session.terminal())) {
      RestorePlan plan =
          backup.restore(shares.list(), home(invocation, session), consent(invocation, session));
      finish(plan, invocation, session.terminal());
    }
  }

  private static Predicate<RestorePlan> consent(Invocation invocation, Session session) {
    return plan -> {
      session.terminal().printText(RestoreText.plan(plan, Instant.now()));
      return !invocation.isSet(DRY_RUN.name())
          && isSure(invocation, session.terminal(), "Restore this backup?");
    };
  }

  private static void finish(RestorePlan plan, Invocation invocation, Terminal terminal) {
    if (!plan.done()) {
      terminal.print(invocation.isSet(DRY_RUN.name())
          ? "Nothing was changed."
          : "Operation canceled.");
      return;
    }
    terminal.print("Restored " + plan.backup() + ".");
    if (!plan.target().kept().isEmpty()) {
      terminal.print("The store before it is kept in " + plan.target().kept()
          + "\nWith nexus stopped, `spike backup restore --undo` puts it back.");
    }
  }

  private static void undo(Invocation invocation, Session session) {
    Terminal terminal = session.terminal();
    String kept = OfflineBackup.undo(home(invocation, session),
        previous -> isSure(invocation, terminal, "Put the store in " + previous + " back?"));
    terminal.print(kept.isEmpty()
        ? "Operation canceled."
        : "The store before the last restore is back.\nThe one it took the place of is kept in "
            + kept);
  }

  /** Standard input may hold the shards, so whoever brings them that way has to say yes before. */
  private static boolean isSure(Invocation invocation, Terminal terminal, String question) {
    if (invocation.isSet(YES.name())) {
      return true;
    }
    terminal.printText(question + " (y/N): ");
    return terminal.readLine().strip().equalsIgnoreCase("y");
  }

  private static Path home(Invocation invocation, Session session) {
    String given = invocation.flag(DATA.name());
    return given.isEmpty()
        ? session.settings().find("nexus.data.dir").map(Path::of)
            .orElse(session.home().resolve(".spike"))
        : Path.of(given);
  }
}
