// SPDX-License-Identifier: Apache-2.0
package ist.spike.pilot;

import ist.spike.archive.AgeIdentity;
import ist.spike.archive.BackupOpener;
import ist.spike.archive.Check;
import ist.spike.archive.Verification;
import ist.spike.backup.OfflineBackup;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** {@code spike backup verify FILE}: opens the file of a backup without Nexus. */
final class BackupVerify {

  static final Flag IDENTITY = new Flag("identity", "i", Flag.Kind.TEXT, "",
      "file with an age identity of backup.recipients, instead of shards; proves less");

  static final String SUMMARY = """
      Read a backup back and open every row of it

        spike backup verify ID                    in every place where Nexus has it
        spike backup verify FILE SHARD-FILE...    here, without Nexus
        spike backup verify FILE -i IDENTITY      here, as far as an operator's age key goes

        Without shard files, shards are read from standard input, one a line, or typed.""";

  private static final String FAILED = "Error: Failed to verify the backup.";

  private BackupVerify() {}

  /** Whether this is the name of a file and not of a backup that Nexus knows. */
  static boolean isFile(String argument) {
    return argument.contains("/") || argument.endsWith(".age");
  }

  static void verifyFile(Invocation invocation, Session session) {
    OfflineBackup backup = OfflineBackup.of(Path.of(invocation.argument(0)));
    List<Path> files = invocation.arguments().stream().skip(1).map(Path::of).toList();
    String identity = invocation.flag(IDENTITY.name());
    Verification found = identity.isEmpty()
        ? byShards(backup, files, session.terminal())
        : byIdentity(backup, Path.of(identity));
    session.terminal().printText(text(backup, found));
    if (!found.problem().isEmpty()) {
      throw new CommandFailure(FAILED, found.problem());
    }
  }

  private static Verification byShards(OfflineBackup backup, List<Path> files,
      Terminal terminal) {
    try (ImportShares shares = ImportShares.read(files, terminal)) {
      return backup.verify(shares.list());
    }
  }

  private static Verification byIdentity(OfflineBackup backup, Path file) {
    try (AgeIdentity identity = AgeKeyFiles.identity(file)) {
      return backup.verify(BackupOpener.of(identity));
    }
  }

  private static String text(OfflineBackup backup, Verification found) {
    List<String> open = Arrays.stream(Check.values()).filter(check -> !found.passed().contains(
        check)).map(Check::text).toList();
    String level = found.isSound()
        ? "verified"
        : found.problem().isEmpty()
            ? "opened, not verified: the rest needs " + backup.shareSet().threshold() + " shards"
            : "damaged";
    return "Backup   : " + found.manifest().map(each -> each.id().text()).orElse("unknown")
        + "\nRoot key : " + backup.shareSet().keyId() + ", " + backup.shareSet().threshold()
        + " of " + backup.shareSet().shares() + " shards open it\nPassed   : "
        + (found.passed().isEmpty()
            ? "nothing"
            : found.passed().stream().map(Check::text).collect(Collectors.joining(", ")))
        + (open.isEmpty() ? "" : "\nOpen     : " + String.join(", ", open))
        + "\nRows     : " + found.rows() + "\nLevel    : " + level + "\n";
  }
}
