// SPDX-License-Identifier: Apache-2.0
package ist.spike.audit;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Gathers what a verification finds. */
final class Findings {

  private final List<String> problems = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private Instant since = Instant.EPOCH;
  private long firstFile;
  private long oldestKept;
  private long unkeyed;

  void problem(String sentence) {
    if (problems.size() < AuditReport.MAX_PROBLEMS) {
      problems.add(sentence);
    }
  }

  void note(String sentence) {
    if (notes.size() < AuditReport.MAX_PROBLEMS) {
      notes.add(sentence);
    }
  }

  /** Which file is the oldest one there. */
  void began(long file) {
    firstFile = file;
  }

  /** Which file is the oldest one that should be there, as the newest one says. */
  void kept(long oldest) {
    oldestKept = oldest;
  }

  void line(AuditLine line) {
    unkeyed = line.hasMac() ? 0 : unkeyed + 1;
    String time = line.members().getOrDefault("time", "");
    if (since.equals(Instant.EPOCH) && !time.isEmpty()) {
      try {
        since = Instant.parse(time);
      } catch (DateTimeException e) {
        problem("line " + line.head().sequence() + " has no time");
      }
    }
  }

  AuditReport report(long files, long lines, long rows) {
    if (oldestKept < firstFile) {
      problem("audit files " + oldestKept + " to " + (firstFile - 1) + " are gone");
    }
    if (unkeyed > 1) {
      note("the newest " + unkeyed + " lines were written while sealed; the next one with a MAC"
          + " stands for them, too");
    }
    return new AuditReport(files, lines, rows, since, notes, problems);
  }
}
