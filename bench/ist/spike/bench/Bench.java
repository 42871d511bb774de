// SPDX-License-Identifier: Apache-2.0
package ist.spike.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Measures everything and prints one table: {@code bench/run}. */
public final class Bench {

  private static final int ITERATIONS = 4;

  private Bench() {}

  /**
   * Runs.
   *
   * @param args an empty directory; the file that gets the results; {@code all}, {@code brief} for a look at the harness,
   *     or {@code scale}; and then, for scale, how many paths
   */
  public static void main(String[] args) throws Exception {
    long begun = System.nanoTime();
    Path directory = Path.of(args[0]);
    Report report = new Report(Path.of(args[1]), Surroundings.now());
    List<Row> rows = switch (args[2]) {
      case "all" -> all(directory, false);
      case "brief" -> all(directory, true);
      case "scale" -> new ScaleRows(directory, Integer.parseInt(args[3])).measure();
      default -> throw new IllegalArgumentException("all, brief or scale, not " + args[2]);
    };
    report.write(rows, Duration.ofNanos(System.nanoTime() - begun));
    System.exit(rows.stream().anyMatch(Row::isMissed) ? 1 : 0);
  }

  private static List<Row> all(Path directory, boolean brief) throws Exception {
    List<Row> rows = new ArrayList<>();
    say("parts");
    rows.addAll(PartRows.measure(brief ? 1 : ITERATIONS));
    say("starting and filling two systems");
    try (Lab lab = Lab.open(directory, brief)) {
      ProcessRows processes = new ProcessRows(lab.fewMachine());
      List<Row> idle = processes.idle();
      say("reads");
      rows.addAll(new ReadRows(lab).measure());
      say("writes");
      rows.addAll(new WriteRows(lab).measure());
      say("processes");
      rows.addAll(idle);
      rows.add(processes.loaded());
      rows.addAll(processes.pilot());
      rows.add(processes.start(new Figure(0.9, "s")));
    }
    say("backups");
    rows.addAll(BackupRows.measure(brief));
    return rows;
  }

  private static void say(String what) throws IOException {
    System.err.printf("bench: %s (load average %s)%n", what,
        Files.readString(Path.of("/proc/loadavg")).split(" ", -1)[0]);
  }
}
