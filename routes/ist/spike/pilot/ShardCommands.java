// SPDX-License-Identifier: Apache-2.0
package ist.spike.pilot;

import ist.spike.archive.CustodyFile;
import ist.spike.identity.Role;
import ist.spike.shard.CheckValue;
import ist.spike.shard.Share;
import ist.spike.shard.ShareException;
import ist.spike.wire.ConfirmShare;
import ist.spike.wire.Operation;
import ist.spike.wire.ShareLabel;
import ist.spike.wire.ShareSetDescription;
import ist.spike.wire.SpikeException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** {@code spike operator shard …}: what a custodian does with a share, without Nexus. */
final class ShardCommands {

  private static final String STANDARD_INPUT = "-";
  private static final String SUMMARY = """
      Tell whether a recovery shard is intact, and of which key it is

        An encrypted file says what is in it. To check the shard itself:
          age -d -i KEY FILE | spike operator shard verify - --set FILE
          gpg -d FILE | spike operator shard verify - --set FILE""";
  private static final Flag SET = new Flag("set", "", Flag.Kind.TEXT, "",
      "the encrypted file or the spike.share-set.json that says what the share is");
  private static final Flag CONFIRM = new Flag("confirm", "", Flag.Kind.SWITCH, "false",
      "also tell Nexus that this share is in good hands");

  private ShardCommands() {}

  static Command group() {
    return Command.group("spike operator shard", "Look after one recovery shard",
        new Command("spike operator shard verify", " FILE",
            SUMMARY,
            List.of(SET, CONFIRM), Command.Arity.exactly(1), List.of(),
            Optional.of(ShardCommands::verify)));
  }

  private static void verify(Invocation invocation, Session session) {
    String name = invocation.argument(0);
    byte[] file = read(name, session.terminal());
    try {
      if (CustodyFile.isEncrypted(file)) {
        describe(invocation, session.terminal(), file);
      } else {
        check(invocation, session, file);
      }
    } finally {
      Arrays.fill(file, (byte) 0);
    }
  }

  private static void describe(Invocation invocation, Terminal terminal, byte[] file) {
    if (invocation.flag(CONFIRM.name()).equals("true")) {
      throw new CommandFailure("Error: Failed to confirm the shard.",
          "its file is encrypted, so nobody knows whether it is intact; decrypt it into"
              + " `spike operator shard verify - --set FILE --confirm`");
    }
    ShareLabel label = CustodyFile.header(file).label();
    terminal.print("Shard " + label.shareId() + " of " + label.n() + ", encrypted; " + label.t()
        + " open the key\n" + origin(label, CustodyFile.header(file).storeId()));
    terminal.say("only the header was read; to check the shard itself, decrypt it into"
        + " `spike operator shard verify - --set FILE`");
  }

  private static void check(Invocation invocation, Session session, byte[] text) {
    try (ShardFile.Parsed parsed = ShardFile.parse(text);
        Share share = new Share(parsed.id(), parsed.value().copy())) {
      Described described = described(invocation, session, share.id());
      ShareLabel label = described.label();
      if (label.shareId() != share.id()
          || !CheckValue.of(label.keyId(), label.shareSet(), share).equals(label.check())) {
        throw new CommandFailure("Error: This is not shard " + label.shareId() + " of share set "
            + label.shareSet() + ".",
            "it was altered, or it is of another key or an earlier recover");
      }
      session.terminal().print("Shard " + share.id() + " of " + label.n() + " is intact; "
          + label.t() + " open the key\n" + origin(label, described.storeId()));
      if (invocation.flag(CONFIRM.name()).equals("true")) {
        confirm(session, label);
      }
    } catch (ShareException e) {
      throw new CommandFailure("Error: Invalid shard format.", String.valueOf(e.getMessage()));
    }
  }

  /** A label with the store it names. */
  private record Described(ShareLabel label, String storeId) {}

  private static Described described(Invocation invocation, Session session, int shareId) {
    String named = invocation.flag(SET.name());
    Path file = named.isEmpty() ? beside(invocation.argument(0)) : Path.of(named);
    byte[] content = read(file.toString(), session.terminal());
    if (CustodyFile.isEncrypted(content)) {
      return new Described(CustodyFile.header(content).label(),
          CustodyFile.header(content).storeId());
    }
    try {
      ShareSetDescription set = ShareSetDescription.parse(content);
      if (shareId > set.set().shares()) {
        throw new CommandFailure("Error: This is no shard of share set " + set.set().id() + ".",
            "its number is " + shareId + ", and the set has " + set.set().shares());
      }
      return new Described(set.label(shareId), set.storeId());
    } catch (SpikeException e) {
      throw new CommandFailure("Error: Failed to read " + file + ".",
          "it describes no share set; `spike operator recover` writes " + ShardFile.SET_NAME);
    }
  }

  private static Path beside(String name) {
    if (name.equals(STANDARD_INPUT)) {
      throw new CommandFailure("Error: Failed to verify the shard.",
          "a shard on standard input needs --set FILE, which says what it is");
    }
    return Path.of(name).resolveSibling(ShardFile.SET_NAME);
  }

  private static void confirm(Session session, ShareLabel label) {
    ConfirmShare message = new ConfirmShare(label.shareSet(), label.shareId(), label.check());
    try (Nexus nexus = session.connector().connect(Role.RECOVER)) {
      nexus.ask(Operation.CONFIRM_SHARE, message.toJson());
    } catch (SpikeException e) {
      throw ApiMessages.failure("Error: Failed to confirm the shard.", e);
    }
    session.terminal().print("Nexus has written down that it is in good hands.");
  }

  private static String origin(ShareLabel label, String storeId) {
    return "  share set  " + label.shareSet() + "\n  key id     " + label.keyId()
        + "\n  store      " + storeId;
  }

  private static byte[] read(String name, Terminal terminal) {
    try {
      if (name.equals(STANDARD_INPUT)) {
        return terminal.readInput(ShardFile.MAX_SIZE_BYTES);
      }
      try (InputStream file = Files.newInputStream(Path.of(name))) {
        return file.readNBytes(CustodyFile.MAX_SIZE_BYTES);
      }
    } catch (IOException e) {
      throw new CommandFailure("Error: Failed to read " + name + ".", e.toString());
    }
  }
}
