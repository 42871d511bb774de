// SPDX-License-Identifier: Apache-2.0
package ist.spike.pilot;

import ist.spike.identity.Role;
import ist.spike.wire.BackupInfo;
import ist.spike.wire.BackupListing;
import ist.spike.wire.BackupReport;
import ist.spike.wire.BackupRequest;
import ist.spike.wire.EmptyMessage;
import ist.spike.wire.Operation;
import ist.spike.wire.PruneReport;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** {@code spike backup …}: ours. */
final class BackupCommands {

  private static final double MILLIS_PER_SECOND = 1_000;
  private static final int JSON_INDENT = 2;
  /** A backup and as many shards as there can be. */
  private static final int MAX_ARGUMENTS = 256;

  private static final Flag DRY_RUN = new Flag("dry-run", "", Flag.Kind.SWITCH, "false",
      "only say what would be removed, and why");
  private static final Flag CLOCK_IS_RIGHT = new Flag("clock-is-right", "", Flag.Kind.SWITCH,
      "false", "you have looked at the clock of Nexus's machine, and at the list");

  private BackupCommands() {}

  static Command group() {
    return Command.group("spike backup", "Back the store up",
        verb("run", "", "Take a backup now and verify it in every destination", List.of(), 0,
            (invocation, session) -> run(session)),
        verb("list", "", "List all backups", List.of(Format.FLAG), 0, BackupCommands::list),
        verb("show", " ID", "Show one backup in each place", List.of(Format.FLAG), 1,
            (invocation, session) -> about(Operation.SHOW_BACKUP, invocation, session)),
        new Command("spike backup verify", " ID|FILE [shard-file...]", BackupVerify.SUMMARY,
            List.of(BackupVerify.IDENTITY, Format.FLAG), new Command.Arity(1, MAX_ARGUMENTS),
            List.of(), Optional.of(BackupCommands::verify)),
        BackupRestore.verb(), DrillCommand.verb(),
        verb("prune", "", "Remove backups that are in no slot any more",
            List.of(DRY_RUN, CLOCK_IS_RIGHT, Format.FLAG), 0, BackupCommands::prune),
        verb("copy", " ID DIRECTORY", "Copy a backup to another medium and verify it there",
            List.of(Format.FLAG), 2, BackupCommands::copy));
  }

  private static Command verb(String name, String arguments, String summary, List<Flag> flags,
      int arity, Command.Action action) {
    return new Command("spike backup " + name, arguments, summary, flags,
        Command.Arity.exactly(arity), List.of(), Optional.of(action));
  }

  private static void run(Session session) {
    BackupReport report;
    try (Nexus nexus = session.connector().connect(Role.SUPERUSER)) {
      report = BackupReport.parse(BackupWatch.of(nexus, session.terminal()).await(
          () -> nexus.ask(Operation.RUN_BACKUP, EmptyMessage.json())));
    }
    session.terminal().printText("Backup " + report.id() + " is " + report.level() + "."
        + "\n  File          : " + report.file()
        + "\n  Size          : " + report.bytes() + " bytes"
        + "\n  Rows opened   : " + report.rows()
        + "\n  Change number : " + report.changeNumber()
        + "\n  Seconds       : "
        + String.format(Locale.ROOT, "%.3f", report.millis() / MILLIS_PER_SECOND) + "\n");
  }

  private static void list(Invocation invocation, Session session) {
    Format format = Format.of(invocation);
    try (Nexus nexus = session.connector().connect(Role.SUPERUSER)) {
      BackupListing listing =
          BackupListing.parse(nexus.ask(Operation.LIST_BACKUPS, EmptyMessage.json()));
      switch (format) {
        case HUMAN, TABLE -> session.terminal()
            .printText(BackupText.table(listing, Instant.now()));
        case JSON -> session.terminal()
            .print(Document.json(BackupText.document(listing), JSON_INDENT));
        case YAML -> session.terminal().printText(Document.yaml(BackupText.document(listing)));
      }
    }
  }

  private static void verify(Invocation invocation, Session session) {
    if (BackupVerify.isFile(invocation.argument(0))) {
      BackupVerify.verifyFile(invocation, session);
    } else if (invocation.arguments().size() > 1) {
      throw new UsageException(invocation.command(),
          "shard files go with the file of a backup; '" + invocation.argument(0) + "' is none");
    } else {
      about(Operation.VERIFY_BACKUP, invocation, session);
    }
  }

  private static void about(Operation operation, Invocation invocation, Session session) {
    ask(operation, BackupRequest.of(invocation.argument(0)), invocation, session);
  }

  /** The directory is one of Nexus's machine, so a relative one would mean another place there. */
  private static void copy(Invocation invocation, Session session) {
    String directory = invocation.argument(1);
    if (!Path.of(directory).isAbsolute()) {
      throw new CommandFailure("Error: Invalid request.", "'" + directory
          + "' is not an absolute path; the copy is made on the machine of nexus");
    }
    ask(Operation.COPY_BACKUP,
        new BackupRequest(invocation.argument(0), directory, false, false), invocation, session);
  }

  private static void ask(Operation operation, BackupRequest request, Invocation invocation,
      Session session) {
    Format format = Format.of(invocation);
    try (Nexus nexus = session.connector().connect(Role.SUPERUSER)) {
      BackupInfo info = BackupInfo.parse(BackupWatch.of(nexus, session.terminal())
          .await(() -> nexus.ask(operation, request.toJson())));
      switch (format) {
        case HUMAN, TABLE -> session.terminal().printText(BackupText.details(info, Instant.now()));
        case JSON -> session.terminal()
            .print(Document.json(BackupText.document(info), JSON_INDENT));
        case YAML -> session.terminal().printText(Document.yaml(BackupText.document(info)));
      }
      requireSound(operation, info);
    }
  }

  /** A verification that found something wrong must not end with 0. */
  private static void requireSound(Operation operation, BackupInfo info) {
    boolean damaged = info.places().stream()
        .anyMatch(place -> !place.gone() && !place.problem().isEmpty());
    if (operation != Operation.SHOW_BACKUP && damaged) {
      throw new CommandFailure(List.of(), info.id() + " did not pass every check; see above");
    }
  }

  private static void prune(Invocation invocation, Session session) {
    Format format = Format.of(invocation);
    boolean dryRun = invocation.isSet(DRY_RUN.name());
    BackupRequest request =
        new BackupRequest("", "", dryRun, invocation.isSet(CLOCK_IS_RIGHT.name()));
    try (Nexus nexus = session.connector().connect(Role.SUPERUSER)) {
      PruneReport report =
          PruneReport.parse(nexus.ask(Operation.PRUNE_BACKUPS_NOW, request.toJson()));
      Map<String, Object> document = Map.of("verdicts", BackupText.document(report));
      switch (format) {
        case HUMAN, TABLE -> session.terminal().printText(BackupText.verdicts(report, dryRun));
        case JSON -> session.terminal().print(Document.json(document, JSON_INDENT));
        case YAML -> session.terminal().printText(Document.yaml(document));
      }
    }
  }
}
