// SPDX-License-Identifier: Apache-2.0
package ist.spike.bench;

import java.util.ArrayList;
import java.util.List;

/** The rows as a table in Markdown that reads as well on a terminal. */
final class Table {

  private static final List<String> HEADS =
      List.of("what", "ours", "limit, same minutes", "ratio", "aim", "met");

  private Table() {}

  static String text(List<Row> rows) {
    List<List<String>> lines = new ArrayList<>();
    lines.add(HEADS);
    rows.forEach(row -> lines.add(row.cells()));
    int[] widths = new int[HEADS.size()];
    for (List<String> line : lines) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], line.get(i).length());
      }
    }
    StringBuilder text = new StringBuilder(line(HEADS, widths, ' '));
    text.append(line(HEADS.stream().map(_ -> "").toList(), widths, '-'));
    rows.forEach(row -> text.append(line(row.cells(), widths, ' ')));
    return text.toString();
  }

  private static String line(List<String> cells, int[] widths, char pad) {
    StringBuilder line = new StringBuilder("|");
    for (int i = 0; i < widths.length; i++) {
      String cell = cells.get(i);
      line.append(pad).append(cell).repeat(pad, widths[i] - cell.length()).append(pad).append('|');
    }
    return line.append('\n').toString();
  }
}
