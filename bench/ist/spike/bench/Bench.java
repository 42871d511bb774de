// SPDX-License-Identifier: Apache-2.0
package ist.spike.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Measures everything and prints one table: {@code spike bench}. */
public final class Bench {

  private static final int ITERATIONS = 4;

  private final Path directory;
  private final String what;

  private Bench(Path directory, String what) {
    this.directory = directory;
    this.what = what;
  }

  /**
   * Runs.
   *
   * @param args an empty directory; the file that gets the results; {@code all}, {@code brief} for a
   *     look at the harness, one of the groups, or {@code scale}; for scale, how many paths
   */
  public static void main(String[] args) throws Exception {
    long begun = System.nanoTime();
    Path directory = Path.of(args[0]);
    Report report = new Report(Path.of(args[1]), Surroundings.now());
    List<Row> rows = args[2].equals("scale")
        ? new ScaleRows(directory, Integer.parseInt(args[3])).measure()
        : new Bench(directory, args[2]).measure();
    report.write(rows, Duration.ofNanos(System.nanoTime() - begun));
    System.exit(rows.stream().anyMatch(Row::isMissed) ? 1 : 0);
  }

  private List<Row> measure() throws Exception {
    List<Row> rows = new ArrayList<>();
    if (wants("parts")) {
      rows.addAll(PartRows.measure(isBrief() ? 1 : ITERATIONS));
    }
    if (!what.equals("parts") && !what.equals("backups")) {
      measureSystems(rows);
    }
    if (wants("backups")) {
      rows.addAll(BackupRows.measure(isBrief()));
    }
    if (rows.isEmpty()) {
      throw new IllegalArgumentException(
          "all, brief, parts, reads, writes, processes, backups or scale, not " + what);
    }
    return rows;
  }

  private void measureSystems(List<Row> rows) throws Exception {
    try (Lab lab = Lab.open(directory, isBrief())) {
      ProcessRows processes = new ProcessRows(lab.fewMachine());
      if (wants("reads")) {
        rows.addAll(new ReadRows(lab).measure());
      }
      if (wants("writes")) {
        rows.addAll(new WriteRows(lab).measure());
      }
      if (wants("processes")) {
        rows.addAll(lab.idle());
        rows.add(processes.loaded());
        rows.addAll(processes.pilot());
        rows.addAll(processes.start(new Figure(0.9, "s")));
      }
    }
  }

  private boolean wants(String group) {
    return what.equals("all") || isBrief() || what.equals(group);
  }

  private boolean isBrief() {
    return what.equals("brief");
  }
}
