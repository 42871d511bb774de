// SPDX-License-Identifier: Apache-2.0
package ist.spike.pilot;

import ist.spike.archive.AgeIdentity;
import ist.spike.archive.BackupOpener;
import ist.spike.archive.Check;
import ist.spike.archive.Verification;
import ist.spike.backup.OfflineBackup;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.SpikeException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
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

  private static final int MAX_IDENTITY_BYTES = 4_096;
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
    try (AgeIdentity identity = read(file)) {
      return backup.verify(BackupOpener.of(identity));
    }
  }

  /** The first line that is neither empty nor a comment, as {@code age-keygen} writes the file. */
  private static AgeIdentity read(Path file) {
    byte[] bytes = new byte[0];
    char[] text = new char[0];
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(MAX_IDENTITY_BYTES);
      CharBuffer decoded = StandardCharsets.US_ASCII.decode(ByteBuffer.wrap(bytes));
      text = decoded.array();
      int start = 0;
      for (int i = 0; i <= decoded.limit(); i++) {
        if (i == decoded.limit() || text[i] == '\n') {
          if (i > start && text[start] != '#') {
            return parse(Arrays.copyOfRange(text, start, i));
          }
          start = i + 1;
        }
      }
    } catch (IOException e) {
      throw new CommandFailure(FAILED, "the file " + file + " cannot be read");
    } finally {
      Arrays.fill(bytes, (byte) 0);
      Arrays.fill(text, '\0');
    }
    throw new SpikeException(ErrorCode.BAD_SETTING, file + " holds no age identity");
  }

  private static AgeIdentity parse(char[] line) {
    try {
      return AgeIdentity.parse(line);
    } finally {
      Arrays.fill(line, '\0');
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
