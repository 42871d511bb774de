// SPDX-License-Identifier: Apache-2.0
package ist.spike.pilot;

import ist.spike.crypto.SecretBytes;
import ist.spike.identity.Role;
import ist.spike.wire.EmptyMessage;
import ist.spike.wire.EncryptedShares;
import ist.spike.wire.EncryptedShares.CustodianFile;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.Operation;
import ist.spike.wire.RecoveredShares;
import ist.spike.wire.ShardText;
import ist.spike.wire.SpikeException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * {@code spike operator recover}: the recovery shares as files, one for each custodian. Encrypted
 * ones where Nexus has custodians; else SPIKE's plain ones (wire spec 10.7).
 */
final class RecoverCommand {

  private static final String FAILED = "Error: Failed to retrieve recovery shards.";
  /** SPIKE's, to the letter. */
  private static final String REMINDER = """
        Please make sure that:
          1. You encrypt these shards and keep them safe.
          2. Securely erase the shards from the
             recovery directory after you encrypt them
             and save them to a safe location.

        If you lose these shards, you will not be able to recover
        SPIKE Nexus in the unlikely event of a total system crash.

      """;

  private RecoverCommand() {}

  /** The verb under this path. */
  static Command at(String path) {
    return new Command(path, "", "Write the recovery shards, one file each", List.of(),
        Command.Arity.ANY, List.of(),
        Optional.of((invocation, session) -> recover(session)));
  }

  private static void recover(Session session) {
    RecoveryDirectory directory = RecoveryDirectory.of(session);
    try (Nexus nexus = session.connector().connect(Role.RECOVER)) {
      Optional<EncryptedShares> encrypted = askForEncrypted(nexus);
      if (encrypted.isPresent()) {
        save(encrypted.get(), directory, session.terminal());
      } else {
        savePlain(nexus, directory, session.terminal());
      }
    } catch (SpikeException e) {
      throw ApiMessages.failure(FAILED, e);
    }
  }

  /** Empty when Nexus has no custodians, or is SPIKE's own: both call the request a bad one. */
  private static Optional<EncryptedShares> askForEncrypted(Nexus nexus) {
    try {
      return Optional.of(EncryptedShares
          .parse(nexus.ask(Operation.RECOVER_ENCRYPTED, EmptyMessage.json())));
    } catch (SpikeException e) {
      if (e.code() == ErrorCode.BAD_REQUEST) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private static void save(EncryptedShares shares, RecoveryDirectory directory,
      Terminal terminal) {
    SortedMap<String, byte[]> files = new TreeMap<>();
    StringBuilder custodians = new StringBuilder();
    for (CustodianFile file : shares.files()) {
      String name = ShardFile.name(file.shareId(), file.suffix());
      files.put(name, file.content());
      custodians.append("    ").append(name).append("  ").append(file.custodian()).append('\n');
    }
    files.put(ShardFile.SET_NAME, shares.description().toJson());
    directory.replaceAll(files);
    terminal.printText(saved(directory) + "  Each file opens with the key of its custodian alone:\n"
        + custodians + "\n  Now:\n    1. Give each custodian the file of theirs.\n"
        + "    2. Let each check it: spike operator shard verify FILE\n\n");
  }

  private static void savePlain(Nexus nexus, RecoveryDirectory directory, Terminal terminal) {
    SortedMap<String, byte[]> files = new TreeMap<>();
    try (RecoveredShares recovered = askForPlain(nexus)) {
      if (recovered.shards().isEmpty()
          || recovered.shards().values().stream().anyMatch(SecretBytes::isZero)) {
        throw new CommandFailure("Error: Empty shard found.", "nothing was written");
      }
      recovered.shards().forEach((id, share) -> files.put(ShardFile.name(id, "txt"),
          ShardText.format(id, share)));
      recovered.description().ifPresent(set -> files.put(ShardFile.SET_NAME, set.toJson()));
      directory.replaceAll(files);
    } finally {
      files.values().forEach(content -> Arrays.fill(content, (byte) 0));
    }
    terminal.printText(saved(directory) + REMINDER);
    terminal.say("give each shard to a person of its own, and let each check theirs:"
        + " spike operator shard verify FILE");
  }

  private static RecoveredShares askForPlain(Nexus nexus) {
    byte[] answer = nexus.ask(Operation.RECOVER_SHARES, EmptyMessage.json());
    try {
      return RecoveredShares.parse(answer);
    } finally {
      Arrays.fill(answer, (byte) 0);
    }
  }

  private static String saved(RecoveryDirectory directory) {
    return "\n  SPIKE Recovery shards saved to the recovery directory:\n  " + directory.path()
        + "\n\n";
  }
}
