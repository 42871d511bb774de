// SPDX-License-Identifier: Apache-2.0
package ist.spike.pilot;

import ist.spike.identity.Role;
import ist.spike.wire.ChangeVersions;
import ist.spike.wire.GetSecret;
import ist.spike.wire.Operation;
import ist.spike.wire.SecretMetadata;
import ist.spike.wire.Validation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code spike secret …} (wire spec 10.4). */
final class SecretCommands {

  static final Flag VERSION =
      new Flag("version", "v", Flag.Kind.INTEGER, "0", "which version; 0 is the current one");
  static final Flag VERSIONS = new Flag("versions", "v", Flag.Kind.TEXT, "0",
      "versions with commas between them; 0 is the current one");

  private SecretCommands() {}

  static Command group() {
    return Command.group("spike secret", "Store, read and remove secrets",
        SecretPut.at("spike secret put"), get("spike secret get"),
        SecretList.at("spike secret list"),
        delete("spike secret delete"), undelete("spike secret undelete"),
        SecretDestroy.at("spike secret destroy"),
        SecretDiff.at("spike secret diff"), SecretTransfer.copy("spike secret copy"),
        SecretTransfer.move("spike secret move"),
        SecretExport.at("spike secret export"), SecretImport.at("spike secret import"),
        Command.group("spike secret metadata", "Look at the history of a secret",
            new Command("spike secret metadata get", " <path>", "Show the history of a secret",
                List.of(VERSION, Format.FLAG), Command.Arity.exactly(1), List.of(),
                Optional.of(SecretCommands::metadata))));
  }

  /** The verb that shows a secret, under this path. */
  static Command get(String path) {
    return new Command(path, " <path> [key]", "Show a secret, or one value of it",
        List.of(VERSION, Format.FLAG), new Command.Arity(1, 2), List.of(),
        Optional.of(SecretCommands::get));
  }

  /** The verb that deletes versions, under this path. */
  static Command delete(String path) {
    return change(path, "Delete versions of a secret; undelete brings them back",
        Operation.DELETE_SECRET);
  }

  /** The verb that brings deleted versions back, under this path. */
  static Command undelete(String path) {
    return change(path, "Bring deleted versions of a secret back", Operation.UNDELETE_SECRET);
  }

  private static Command change(String path, String summary, Operation operation) {
    return new Command(path, " <path>", summary, List.of(VERSIONS), Command.Arity.exactly(1),
        List.of(), Optional.of((invocation, session) -> change(invocation, session, operation)));
  }

  private static void get(Invocation invocation, Session session) {
    String path = path(invocation, 0);
    Format format = Format.of(invocation);
    byte[] answer = ask(session, Operation.GET_SECRET,
        new GetSecret(path, invocation.integer("version")).toJson());
    Map<String, String> values = GetSecret.parseAnswer(answer)
        .orElseThrow(() -> new CommandFailure("Error: Secret has no data.",
            "this version was stored without values"));
    Optional<String> key = invocation.arguments().stream().skip(1).findFirst();
    // As in SPIKE: a program that reads JSON or YAML can read that there is nothing.
    boolean nothing = values.isEmpty() && (format == Format.HUMAN || format == Format.TABLE);
    if (nothing || key.filter(each -> !values.containsKey(each)).isPresent()) {
      throw new CommandFailure(List.of("Error: Key not found."),
          "the keys of this version are: " + String.join(", ", values.keySet()),
          ExitCode.NOT_FOUND);
    }
    Object shown = key.<Object>map(values::get).orElse(values);
    Terminal terminal = session.terminal();
    switch (format) {
      case JSON -> terminal.print(Document.json(shown, 4));
      case YAML -> terminal.print(Document.yaml(shown));
      case TABLE -> {
        Table table = new Table("KEY", "VALUE");
        values.forEach((name, value) -> {
          if (key.isEmpty() || key.get().equals(name)) {
            table.row(name, value);
          }
        });
        terminal.printText(table.text());
      }
      case HUMAN -> key.ifPresentOrElse(each -> terminal.print(String.valueOf(shown)),
          () -> values.forEach((name, value) -> terminal.print(name + ": " + value)));
    }
  }

  private static void change(Invocation invocation, Session session, Operation operation) {
    String path = path(invocation, 0);
    // SPIKE reads an empty list as its default. Either can be undone, but the person is to know.
    boolean unnamed = invocation.flag(VERSIONS.name()).isEmpty();
    ask(session, operation,
        new ChangeVersions(path, unnamed ? List.of(0) : versions(invocation)).toJson());
    session.terminal().print("OK");
    if (unnamed) {
      session.terminal().say("--versions was empty, which means 0: the current version of a delete,"
          + " the newest deleted one of an undelete");
    }
  }

  /** The versions that {@link #VERSIONS} names. */
  static List<Integer> versions(Invocation invocation) {
    List<Integer> versions = new ArrayList<>();
    for (String text : invocation.flag(VERSIONS.name()).split(",", -1)) {
      versions.add(version(text.strip()));
    }
    return versions;
  }

  /** A version as an argument writes it. */
  static int version(String text) {
    try {
      long version = Long.parseLong(text);
      if (version >= 0) {
        // A number that no version can have, which Nexus answers like any other it has not.
        return (int) Math.min(version, Integer.MAX_VALUE);
      }
    } catch (NumberFormatException e) {
      throw new CommandFailure("Error: Invalid version number: " + text,
          "versions are whole numbers with commas between them");
    }
    throw new CommandFailure("Error: Negative version number: " + text,
        "versions count from 1, and 0 is the current one");
  }

  private static void metadata(Invocation invocation, Session session) {
    Format format = Format.of(invocation);
    SecretMetadata metadata = SecretMetadata.parse(ask(session, Operation.GET_METADATA,
        new GetSecret(invocation.argument(0), invocation.integer("version")).toJson()));
    MetadataText text = new MetadataText(metadata, session.zone());
    Terminal terminal = session.terminal();
    switch (format) {
      case JSON -> terminal.print(Document.json(text.wire(), 2));
      case YAML -> terminal.printText(Document.yaml(text.yaml()));
      case TABLE -> terminal.printText(text.table());
      case HUMAN -> terminal.printText(text.human());
    }
  }

  private static byte[] ask(Session session, Operation operation, byte[] body) {
    try (Nexus nexus = session.connector().connect(Role.SUPERUSER)) {
      return nexus.ask(operation, body);
    }
  }

  /** The argument at this position, which must be a path. */
  static String path(Invocation invocation, int index) {
    String path = invocation.argument(index);
    if (!Validation.hasPathCharacters(path)) {
      throw new CommandFailure("Error: Invalid secret path: " + path,
          "a path is made of letters, digits and . _ - / ( ) ? + * | [ ] { } \\");
    }
    return path;
  }
}
