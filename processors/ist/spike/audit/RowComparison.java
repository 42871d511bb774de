// SPDX-License-Identifier: Apache-2.0
package ist.spike.audit;

import ist.spike.wire.ErrorCode;
import ist.spike.wire.SpikeException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The rows of the store beside the lines of the files. A row has its copy in a line; and it says how
 * far the files were durable when it was written, so they must hold that line still.
 */
final class RowComparison {

  private static final int PAGE = 1_000;
  /** More than a store keeps. */
  private static final int MAX_ROWS = 100_000;

  private final AuditRowSource source;
  private final SortedMap<Long, AuditRow> rows;
  private final Map<Long, String> lineHashes = new HashMap<>();
  private final Set<Long> wanted = new HashSet<>();
  private final SortedMap<Long, String> copies = new TreeMap<>();
  private final List<AuditMark> marks;
  private final Set<ChainHead> markedRows;
  private final Deque<SortedMap<Long, String>> replaced = new ArrayDeque<>();
  private long firstLine;
  private long firstCopy;

  private RowComparison(AuditRowSource source, SortedMap<Long, AuditRow> rows,
      List<AuditMark> marks) {
    this.source = source;
    this.rows = rows;
    this.marks = marks;
    this.markedRows = marks.stream().map(AuditMark::row)
        .collect(Collectors.toCollection(HashSet::new));
    Stream.concat(
        rows.values().stream().map(AuditRow::position).filter(each -> !each.isEmpty())
            .map(AuditMark.Position::parse),
        marks.stream().flatMap(mark -> mark.position().stream()))
        .forEach(each -> wanted.add(each.line().sequence()));
  }

  /** Reads all rows; they were authenticated one by one by the store. */
  static RowComparison of(AuditRowSource source, List<AuditMark> marks) {
    SortedMap<Long, AuditRow> rows = new TreeMap<>();
    long last = 0;
    for (List<AuditRow> page = source.after(last, PAGE); !page.isEmpty(); page =
        source.after(last, PAGE)) {
      page.forEach(row -> rows.put(row.head().sequence(), row));
      last = rows.lastKey();
      if (rows.size() > MAX_ROWS) {
        throw new SpikeException(ErrorCode.DAMAGED, "the store has more than " + MAX_ROWS
            + " audit rows");
      }
    }
    return new RowComparison(source, rows, marks);
  }

  long size() {
    return rows.size();
  }

  /** To be called with each line of the files, oldest first. */
  void line(AuditLine line, Findings findings) {
    long sequence = line.head().sequence();
    if (firstLine == 0) {
      firstLine = sequence;
    }
    if (wanted.contains(sequence)) {
      lineHashes.put(sequence, line.head().hash());
    }
    String text = line.members().get("row");
    if (text != null) {
      copy(ChainHead.parse(text), AuditJson.record(line.members()), findings);
    }
  }

  private void copy(ChainHead row, AuditRecord record, Findings findings) {
    switch (record.operation()) {
      case AuditRowSource.RESTORED -> {
        findings.note("restored at " + record.time() + " from backup " + record.subject()
            + "; rows from " + row.sequence() + " on that were before are in the files alone");
        replaced.push(cut(row.sequence()));
      }
      case AuditRowSource.UNDONE -> {
        findings.note("the restore was undone at " + record.time()
            + "; rows since it are in the files alone");
        undo(row);
      }
      default -> {
        if (!copies.isEmpty() && row.sequence() != copies.lastKey() + 1) {
          findings.problem("the copy of audit row " + row.sequence() + " comes after that of row "
              + copies.lastKey() + ": the store was put back, or is another one");
          cut(row.sequence());
        }
      }
    }
    firstCopy = firstCopy == 0 ? row.sequence() : Math.min(firstCopy, row.sequence());
    markedRows.remove(row);
    copies.put(row.sequence(), row.hash());
    while (copies.size() > MAX_ROWS) {
      copies.remove(copies.firstKey());
    }
  }

  /** Takes the copies from this row on away. */
  private SortedMap<Long, String> cut(long from) {
    SortedMap<Long, String> tail = new TreeMap<>(copies.tailMap(from));
    copies.tailMap(from).clear();
    return tail;
  }

  /** The rows from before the restore are there again; those since then may come back likewise. */
  private void undo(ChainHead row) {
    SortedMap<Long, String> before = replaced.isEmpty() ? new TreeMap<>() : replaced.pop();
    SortedMap<Long, String> since =
        cut(before.isEmpty() ? row.sequence() : before.firstKey());
    copies.putAll(before);
    cut(row.sequence());
    replaced.push(since);
  }

  /** After the last line. */
  void compare(String chain, Findings findings) {
    AuditRow before = null;
    for (AuditRow row : rows.values()) {
      if (before != null && !before.head().equals(row.previous())) {
        findings.problem("audit row " + row.head().sequence() + " does not follow row "
            + before.head().sequence());
      }
      before = row;
      String copy = copies.get(row.head().sequence());
      if (copy != null && !copy.equals(row.head().hash())) {
        findings.problem("audit row " + row.head().sequence()
            + " is another one than the files have: the store was put back or altered");
      }
      markedRows.remove(row.head());
      comparePosition(chain, row, findings);
    }
    // Rows may have been added and copied since they were read here.
    long newest = source.newest().sequence();
    if (!copies.isEmpty() && newest > 0 && copies.lastKey() > newest) {
      findings.problem("the files have audit rows up to " + copies.lastKey()
          + ", the store ends with " + newest + ": it was put back to an earlier day");
    }
    marks.forEach(mark -> compareMark(mark, chain, findings));
  }

  /** What is not kept any more cannot be compared. */
  private void compareMark(AuditMark mark, String chain, Findings findings) {
    long oldest = Math.min(rows.isEmpty() ? Long.MAX_VALUE : rows.firstKey(),
        firstCopy == 0 ? Long.MAX_VALUE : firstCopy);
    if (markedRows.contains(mark.row()) && mark.row().sequence() >= oldest
        && !isReplaced(mark)) {
      findings.problem(mark.source() + " knows audit row " + mark.row().sequence()
          + ", which is gone or another one now: the store was put back or altered");
    }
    mark.position().filter(position -> position.chain().equals(chain))
        .filter(this::isMissing).ifPresent(position -> findings.problem(mark.source()
            + " knows another line " + position.line().sequence()
            + " than the files have: they were altered or cut off"));
  }

  /** A restore since then has replaced such rows, and the files that had them may be kept no more, or elsewhere. */
  private boolean isReplaced(AuditMark mark) {
    return rows.headMap(mark.row().sequence() + 1).values().stream()
        .map(AuditRow::record).filter(record -> record.operation().equals(AuditRowSource.RESTORED))
        .anyMatch(record -> !record.time().isBefore(mark.time()));
  }

  private boolean isMissing(AuditMark.Position position) {
    long sequence = position.line().sequence();
    return sequence >= firstLine
        && !position.line().hash().equals(lineHashes.get(sequence));
  }

  private void comparePosition(String chain, AuditRow row, Findings findings) {
    if (row.position().isEmpty()) {
      return;
    }
    AuditMark.Position position = AuditMark.Position.parse(row.position());
    if (!position.chain().equals(chain)) {
      boolean restored = rows.tailMap(row.head().sequence()).values().stream()
          .anyMatch(later -> later.record().operation().equals(AuditRowSource.RESTORED));
      if (!restored) {
        findings.problem("audit row " + row.head().sequence() + " knows the files of chain "
            + position.chain() + ", which are gone");
      }
    } else if (isMissing(position)) {
      findings.problem("audit row " + row.head().sequence() + " knows another line "
          + position.line().sequence() + " than the files have: they were altered or cut off");
    }
  }
}
