// SPDX-License-Identifier: Apache-2.0
package ist.spike.pilot;

import ist.spike.archive.AgeIdentity;
import ist.spike.archive.ExportReader;
import ist.spike.identity.Role;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.SpikeException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * {@code spike secret import}: brings back what {@code spike secret export} wrote. The file is read
 * twice: nothing is sent before it was read to its end and found whole.
 */
final class SecretImport {

  private static final Flag IDENTITY =
      new Flag("identity", "i", Flag.Kind.TEXT, "", "file with the age identity that opens it");
  private static final Flag PLAINTEXT = new Flag("insecure-plaintext", "", Flag.Kind.SWITCH,
      "false", "the file is not encrypted: whoever could write it chose what is in it");
  private static final Flag DRY_RUN = new Flag("dry-run", "", Flag.Kind.SWITCH, "false",
      "show what differs, by the names of keys, and change nothing");
  private static final Flag OVERWRITE = new Flag("overwrite", "", Flag.Kind.SWITCH, "false",
      "where another secret is, add a version with the exported current values");
  private static final String FAILED = "Error: Failed to import the secrets.";

  private SecretImport() {}

  /** The verb under this path. */
  static Command at(String path) {
    return new Command(path, " <file|->",
        """
            Bring back secrets that were exported

              spike secret import acme.age -i key.txt --dry-run
              spike secret import acme.age -i key.txt

            Versions keep their numbers and times. What is there already stays, so that the same
            command can be run again after whatever ended it, and finishes it.""",
        List.of(IDENTITY, PLAINTEXT, DRY_RUN, OVERWRITE, Format.FLAG), Command.Arity.exactly(1),
        List.of(), Optional.of(SecretImport::run));
  }

  private static void run(Invocation invocation, Session session) {
    Format format = Format.of(invocation);
    String identity = invocation.flag(IDENTITY.name());
    if (identity.isEmpty() != invocation.isSet(PLAINTEXT.name())) {
      throw new UsageException(invocation.command(), identity.isEmpty()
          ? "--identity names the file with the age key that opens it;"
              + " --insecure-plaintext reads a file that is not encrypted"
          : "--insecure-plaintext and --identity exclude each other");
    }
    Optional<AgeIdentity> key = Optional.of(identity).filter(name -> !name.isEmpty())
        .map(name -> AgeKeyFiles.identity(Path.of(name)));
    ImportedSecrets report;
    try (ImportFile file = ImportFile.of(invocation.argument(0), key, session.terminal())) {
      ExportReader.Frame checked = check(file);
      report = send(invocation, session, file, checked);
    } catch (IOException e) {
      throw new CommandFailure(FAILED, "the file cannot be read: " + e.getMessage()
          + "; run the same command again when it can");
    }
    format.print(session.terminal(), report.text(), report.data());
    if (report.conflicts() > 0 && !invocation.isSet(DRY_RUN.name())) {
      throw new CommandFailure(List.of("Error: Not every secret was imported."),
          report.conflicts() + " secrets were left out; the report says why", ExitCode.CONFLICT);
    }
  }

  /** Reads the file to its end, before anything counts. */
  private static ExportReader.Frame check(ImportFile file) {
    try {
      return file.read(secret -> {});
    } catch (SpikeException e) {
      throw new CommandFailure(FAILED, e.sentence() + "; nothing was imported");
    } catch (IOException e) {
      throw new CommandFailure(FAILED, "the file cannot be read, or was altered or cut off: "
          + e.getMessage() + "; nothing was imported");
    }
  }

  private static ImportedSecrets send(Invocation invocation, Session session, ImportFile file,
      ExportReader.Frame checked) throws IOException {
    boolean dryRun = invocation.isSet(DRY_RUN.name());
    try (Nexus nexus = session.connector().connect(Role.SUPERUSER)) {
      ImportedSecrets secrets = new ImportedSecrets(nexus, dryRun,
          invocation.isSet(OVERWRITE.name()), checked.end());
      ImportBatches batches = new ImportBatches(nexus, dryRun, secrets, Progress.of(session));
      ExportReader.Frame again = file.read(batches::add);
      batches.flush();
      if (!again.equals(checked)) {
        throw new SpikeException(ErrorCode.DAMAGED,
            "somebody changed the file while it was imported; a part of it is in nexus");
      }
      return secrets;
    }
  }
}
