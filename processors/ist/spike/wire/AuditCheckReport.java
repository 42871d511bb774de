// SPDX-License-Identifier: Apache-2.0
package ist.spike.wire;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/**
 * How far a verification of the audit records is, or how the last one ended
 * (ops/format/wire-extensions.md 15).
 *
 * @param running whether it is under way; all but {@code lines} counts only when it is not
 * @param lines of the local files read so far
 * @param files how many local files there are
 * @param rows how many rows the store has
 * @param since when the oldest line was written; empty when there is none
 * @param millis how long it took
 * @param notes what is no damage and should be known
 * @param problems what is wrong; empty when nothing is
 */
public record AuditCheckReport(boolean running, long lines, long files, long rows,
    Optional<Instant> since, long millis, List<String> notes, List<String> problems) {

  /** Takes copies of the lists. */
  public AuditCheckReport {
    notes = List.copyOf(notes);
    problems = List.copyOf(problems);
  }

  /** A verification under way. */
  public static AuditCheckReport running(long lines) {
    return new AuditCheckReport(true, lines, 0, 0, Optional.empty(), 0, List.of(),
        List.of());
  }

  /** One that could not be done. */
  public static AuditCheckReport failed(long millis, String problem) {
    return new AuditCheckReport(false, 0, 0, 0, Optional.empty(), millis, List.of(),
        List.of(problem));
  }

  /** Writes an answer. */
  public byte[] toJson() {
    GoWriter out = new GoWriter().open().member("running", running).member("lines", lines)
        .member("files", files).member("rows", rows);
    since.ifPresent(at -> out.member("since", at, ZoneOffset.UTC));
    out.member("millis", millis).name("notes").startArray();
    notes.forEach(out::text);
    out.endArray().name("problems").startArray();
    problems.forEach(out::text);
    return out.endArray().close().toBytes();
  }

  /** Reads an answer. */
  public static AuditCheckReport parse(byte[] body) {
    GoReader in = GoReader.answer(body, "running", "lines", "files", "rows", "since", "millis",
        "notes", "problems");
    boolean running = false;
    long lines = 0;
    long files = 0;
    long rows = 0;
    Optional<Instant> since = Optional.empty();
    long millis = 0;
    List<String> notes = List.of();
    List<String> problems = List.of();
    while (in.next()) {
      switch (in.name()) {
        case "running" -> running = in.flag();
        case "lines" -> lines = in.number();
        case "files" -> files = in.number();
        case "rows" -> rows = in.number();
        case "since" -> since = in.time();
        case "millis" -> millis = in.number();
        case "notes" -> notes = in.texts();
        default -> problems = in.texts();
      }
    }
    return new AuditCheckReport(running, lines, files, rows, since, millis, notes, problems);
  }
}
