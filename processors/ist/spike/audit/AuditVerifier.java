// SPDX-License-Identifier: Apache-2.0
package ist.spike.audit;

import ist.spike.crypto.SecretBytes;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.SpikeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

/**
 * Walks through the local audit files from the oldest to the newest line, and compares them with the
 * rows of the store: a line that was altered, removed, added or moved shows, a file that is gone, and
 * an end that was cut off.
 */
public final class AuditVerifier {

  private static final int PROGRESS_LINES = 10_000;

  private final Findings findings = new Findings();
  private final ChainHead end;
  private final Optional<SecretBytes> key;
  private final LongConsumer progress;
  private final RowComparison rows;
  private ChainHead last = ChainHead.NONE;
  private Optional<AuditFile.Name> name = Optional.empty();
  private long lines;
  private boolean ended;

  private AuditVerifier(ChainHead end, Optional<SecretBytes> key, RowComparison rows,
      LongConsumer progress) {
    this.end = end;
    this.key = key;
    this.rows = rows;
    this.progress = progress;
  }

  /**
   * What is to be compared.
   *
   * @param directory of the local files
   * @param end gives the newest line, as the process that writes them knows it
   * @param key borrowed; empty for files without MACs
   * @param marks what others know of earlier moments
   */
  public record Subject(Path directory, Supplier<ChainHead> end, Optional<SecretBytes> key,
      AuditRowSource rows, List<AuditMark> marks) {}

  /**
   * Verifies, beside the process that goes on writing.
   *
   * @param progress is told from time to time how many lines were read
   * @throws SpikeException {@code BUSY} when the files cannot be read
   */
  public static AuditReport verify(Subject subject, LongConsumer progress) {
    RowComparison rows = RowComparison.of(subject.rows(), subject.marks());
    // In this order: a row may know a line that was written just before it, and no later one.
    AuditVerifier verifier = new AuditVerifier(subject.end().get(), subject.key(), rows, progress);
    try {
      SortedMap<Long, Path> files = new AuditDirectory(subject.directory()).files();
      verifier.walk(files);
      return verifier.findings.report(files.size(), verifier.lines, rows.size());
    } catch (IOException e) {
      throw new SpikeException(ErrorCode.BUSY, "the audit files cannot be read: " + e.getMessage(),
          e);
    }
  }

  private void walk(SortedMap<Long, Path> files) throws IOException {
    long expected = files.isEmpty() ? 1 : files.firstKey();
    for (Map.Entry<Long, Path> file : files.entrySet()) {
      if (file.getKey() != expected) {
        findings.problem("audit file " + expected + " is gone");
      }
      walkFile(file.getKey(), file.getValue(), file.getKey().equals(files.lastKey()));
      expected = file.getKey() + 1;
    }
    if (!ended) {
      findings.problem("the files end with line " + last.sequence() + ", but line "
          + end.sequence() + " was written: the end was cut off");
    }
    rows.compare(name.map(AuditFile.Name::chain).orElse(""), findings);
  }

  private void walkFile(long number, Path path, boolean newest) throws IOException {
    FileWalk walk = new FileWalk(number);
    long whole = WholeLines.read(path, walk::line);
    if (!newest && whole != Files.size(path)) {
      findings.problem("audit file " + number + " ends within a line");
    }
    if (walk.count == 0 && !ended) {
      findings.problem("audit file " + number + " has no line");
    }
  }

  /** The lines of one file. */
  private final class FileWalk {

    private final long number;
    private long count;

    FileWalk(long number) {
      this.number = number;
    }

    void line(byte[] bytes) {
      count++;
      if (ended) {
        return;
      }
      try {
        AuditLine line = AuditLine.parse(bytes);
        if (count == 1) {
          begin(line);
        }
        follow(line);
      } catch (SpikeException e) {
        findings.problem(place() + " cannot be read: " + e.sentence());
      }
    }

    private void begin(AuditLine line) {
      AuditFile.Name says = new AuditFile.Name(AuditJson.text(line.members(), "chain"),
          AuditJson.number(line.members(), "file"));
      if (says.number() != number) {
        findings.problem("audit file " + number + " was file " + says.number());
      }
      if (name.isPresent() && !name.get().chain().equals(says.chain())) {
        findings.problem("audit file " + number + " is of another chain than the one before");
      }
      long oldest = AuditJson.number(line.members(), "oldest");
      if (name.isEmpty()) {
        // What was before the oldest file is kept no more, so its word is taken.
        last = ChainHead.parse(line.head().sequence() - 1 + ":"
            + AuditJson.text(line.members(), "prev"));
        findings.began(number);
      }
      findings.kept(oldest);
      name = Optional.of(says);
    }

    private void follow(AuditLine line) {
      if (line.head().sequence() != last.sequence() + 1) {
        findings.problem(place() + " has number " + line.head().sequence() + " after "
            + last.sequence() + ": lines were removed, added or moved");
      } else if (!line.follows(last)) {
        findings.problem(place() + " was altered, or the one before it");
      }
      if (line.hasMac() && key.filter(each -> !line.isMacBy(each)).isPresent()) {
        findings.problem(place() + " does not have the MAC of this Nexus");
      }
      lines++;
      last = line.head();
      findings.line(line);
      rows.line(line, findings);
      ended = last.equals(end);
      if (lines % PROGRESS_LINES == 0) {
        progress.accept(lines);
      }
    }

    private String place() {
      return "line " + count + " of audit file " + number;
    }
  }
}
