// SPDX-License-Identifier: Apache-2.0
package ist.spike.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * The results as a page, and on the standard output.
 *
 * @param file the page
 */
record Report(Path file, Surroundings surroundings) {

  void write(List<Row> rows, Duration took) throws IOException {
    StringBuilder page = new StringBuilder("# What it costs\n\n");
    page.append("Written by `bench/run`; each figure stands beside its limit, measured in the same"
        + " minutes on the same machine.\n\n");
    line(page, "* " + surroundings.begun() + ", commit " + surroundings.commit() + ", took "
        + took.toMinutes() + " min " + took.toSecondsPart() + " s");
    line(page, "* " + surroundings.machine());
    line(page, "* " + surroundings.software() + ", load average before the run "
        + surroundings.load() + ": servers and clients share these processors");
    page.append('\n').append(Table.text(rows));
    List<Row> missed = rows.stream().filter(Row::isMissed).toList();
    if (!missed.isEmpty()) {
      page.append("\n## Not met\n\n");
      missed.forEach(row -> line(page, "* **" + row.what() + "** " + row.figure() + ", "
          + (row.aim().isEmpty() ? "" : "aim " + row.aim() + ". ") + row.why()));
    }
    Files.writeString(file, page);
    System.out.write(page.toString().getBytes(UTF_8));
    System.out.flush();
  }

  private static void line(StringBuilder page, String text) {
    page.append(text.strip()).append('\n');
  }
}
