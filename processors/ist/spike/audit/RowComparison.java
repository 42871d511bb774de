// SPDX-License-Identifier: Apache-2.0
package ist.spike.audit;

import ist.spike.wire.ErrorCode;
import ist.spike.wire.SpikeException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The rows of the store beside the lines of the files. A row has its copy in a line; and it says how
 * far the files were durable when it was written, so they must hold that line still.
 */
final class RowComparison {

  private static final int PAGE = 1_000;
  /** More than a store keeps. */
  private static final int MAX_ROWS = 100_000;

  private final SortedMap<Long, AuditRow> rows;
  private final Map<Long, String> lineHashes = new HashMap<>();
  private final Map<Long, String> wanted = new HashMap<>();
  private final SortedMap<Long, String> copies = new TreeMap<>();
  private long firstLine;

  private RowComparison(SortedMap<Long, AuditRow> rows) {
    this.rows = rows;
  }

  /** Reads all rows; they were authenticated one by one by the store. */
  static RowComparison of(AuditRowSource source) {
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
    RowComparison comparison = new RowComparison(rows);
    rows.values().stream().map(AuditRow::position).filter(each -> !each.isEmpty())
        .map(Position::parse).forEach(each -> comparison.wanted.put(each.line().sequence(), ""));
    return comparison;
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
    if (wanted.containsKey(sequence)) {
      lineHashes.put(sequence, line.head().hash());
    }
    String text = line.members().get("row");
    if (text != null) {
      copy(ChainHead.parse(text), AuditJson.record(line.members()), findings);
    }
  }

  private void copy(ChainHead row, AuditRecord record, Findings findings) {
    boolean restored = record.operation().equals(AuditRowSource.RESTORED);
    if (restored) {
      findings.note("restored at " + record.time() + " from backup " + record.subject()
          + "; rows from " + row.sequence() + " on that were before are in the files alone");
      copies.tailMap(row.sequence()).clear();
    } else if (!copies.isEmpty() && row.sequence() != copies.lastKey() + 1) {
      findings.problem("the copy of audit row " + row.sequence() + " comes after that of row "
          + copies.lastKey());
    }
    copies.put(row.sequence(), row.hash());
    while (copies.size() > MAX_ROWS) {
      copies.remove(copies.firstKey());
    }
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
      comparePosition(chain, row, findings);
    }
    if (!copies.isEmpty() && !rows.isEmpty() && copies.lastKey() > rows.lastKey()) {
      findings.problem("the files have audit rows up to " + copies.lastKey()
          + ", the store ends with " + rows.lastKey() + ": it was put back to an earlier day");
    }
  }

  private void comparePosition(String chain, AuditRow row, Findings findings) {
    if (row.position().isEmpty()) {
      return;
    }
    Position position = Position.parse(row.position());
    if (!position.chain().equals(chain)) {
      boolean restored = rows.tailMap(row.head().sequence()).values().stream()
          .anyMatch(later -> later.record().operation().equals(AuditRowSource.RESTORED));
      if (!restored) {
        findings.problem("audit row " + row.head().sequence() + " knows the files of chain "
            + position.chain() + ", which are gone");
      }
    } else if (position.line().sequence() >= firstLine && !position.line().hash()
        .equals(lineHashes.get(position.line().sequence()))) {
      findings.problem("audit row " + row.head().sequence() + " knows another line "
          + position.line().sequence() + " than the files have: they were altered or cut off");
    }
  }

  /** How far the files were durable, as a row says it. */
  private record Position(String chain, ChainHead line) {

    static Position parse(String text) {
      int colon = text.indexOf(':');
      if (colon < 0) {
        throw new SpikeException(ErrorCode.DAMAGED, "not a place in the audit files");
      }
      return new Position(text.substring(0, colon), ChainHead.parse(text.substring(colon + 1)));
    }
  }
}
