// SPDX-License-Identifier: Apache-2.0
package ist.spike.pilot;

import java.util.ArrayList;
import java.util.List;

/**
 * Columns for people: as wide as their widest cell, two spaces apart, a heading above. A cell never
 * breaks a line or moves the cursor, whatever a secret holds.
 */
final class Table {

  private static final String GAP = "  ";

  private final List<List<String>> rows = new ArrayList<>();

  Table(String... headings) {
    row(headings);
  }

  /** Adds a row with as many cells as there are headings. */
  Table row(String... cells) {
    List<String> row = new ArrayList<>();
    for (String cell : cells) {
      row.add(visible(cell));
    }
    rows.add(row);
    return this;
  }

  /** The table, each line with its end and without blanks before it. */
  String text() {
    StringBuilder text = new StringBuilder();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int column = 0; column < row.size(); column++) {
        String cell = row.get(column);
        line.append(cell).append(" ".repeat(width(column) - length(cell))).append(GAP);
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }

  private int width(int column) {
    return rows.stream().mapToInt(row -> length(row.get(column))).max().orElse(0);
  }

  private static int length(String cell) {
    return cell.codePointCount(0, cell.length());
  }

  private static String visible(String cell) {
    StringBuilder text = new StringBuilder();
    cell.codePoints().forEach(rune -> {
      switch (rune) {
        case '\n' -> text.append("\\n");
        case '\r' -> text.append("\\r");
        case '\t' -> text.append("\\t");
        default -> {
          if (Character.isISOControl(rune)) {
            text.append("\\u").append("%04x".formatted(rune));
          } else {
            text.appendCodePoint(rune);
          }
        }
      }
    });
    return text.toString();
  }
}
