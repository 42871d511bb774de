// SPDX-License-Identifier: Apache-2.0
package ist.spike.bench;

import ist.spike.bench.Row.Limit;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The steps of a backup, as {@code bench/backup} times them. */
final class BackupRows {

  /** A step, up to what explains it; then seconds, rate and processor time. */
  private static final Pattern STEP =
      Pattern.compile("^((?:ours|tools): .+?)(?:,| \\(| {2,}).* ([0-9]+) MB/s .*$");
  private static final Pattern WRITER =
      Pattern.compile("^writer: .* \\(([0-9]+) %\\), longest ([0-9]+) ms$");
  private static final String KEPT = "writer: kept";
  private static final String LONGEST = "writer: longest";
  private static final String MEGABYTES = "200";

  private final Map<String, Double> seen = new TreeMap<>();

  private BackupRows() {}

  static List<Row> measure(boolean brief) throws IOException, InterruptedException {
    Process bench = new ProcessBuilder("bench/backup", brief ? "20" : MEGABYTES)
        .redirectErrorStream(true).start();
    List<String> said = bench.inputReader().lines().toList();
    if (bench.waitFor() != 0) {
      return List.of(Row.missing("backups", "bench/backup failed: " + said.getLast()));
    }
    return of(said);
  }

  /** The rows of what {@code bench/backup} has printed. */
  static List<Row> of(List<String> said) {
    BackupRows backup = new BackupRows();
    said.forEach(backup::take);
    return List.of(
        Row.atLeast("backup: snapshot", backup.rate("ours: snapshot"), new Figure(150, "MB/s")),
        Row.shown("the same", backup.rate("ours: snapshot"),
            backup.limit("sqlite3 .backup", "tools: sqlite3 .backup")),
        Row.atLeast("backup: snapshot beside 300 puts/s",
            backup.rate("ours: snapshot beside a writer"), new Figure(150, "MB/s")),
        Row.atLeast("the same: what the writer keeps of its pace", backup.figure(KEPT, "%"),
            new Figure(75, "%")),
        Row.atMost("the same: longest wait of a put", backup.figure(LONGEST, "ms"),
            new Figure(1_000, "ms")),
        Row.atLeast("backup: verify, every row opened", backup.rate("ours: verify"),
            new Figure(350, "MB/s")),
        Row.shown("the same", backup.rate("ours: verify"),
            backup.limit("sqlite3 integrity_check", "tools: sqlite3 integrity_check")),
        Row.atLeast("backup: seal, with zstd", backup.rate("ours: seal"),
            new Figure(250, "MB/s")),
        Row.shown("the same", backup.rate("ours: seal"),
            backup.limit("tar, zstd -1, age", "tools: tar | zstd -1 | age")),
        Row.atLeast("backup: seal, age and hashes alone",
            backup.rate("ours: seal without zstd"), new Figure(1_000, "MB/s"))
            .because(
                "A byte takes 1.9 ns of a processor: SHA-256 of what goes in and of what comes out"
                    + " 0.65 each (1.5 GB/s, SHA-NI), ChaCha20-Poly1305 0.3, files the rest. Shared"
                    + " out evenly over both processors that is 1.05 GB/s, and the flush at the end"
                    + " takes 0.4 ns more, with nothing to do beside it."),
        Row.shown("the same", backup.rate("ours: seal without zstd"),
            backup.limit("age", "tools: age alone")));
  }

  private void take(String line) {
    Matcher step = STEP.matcher(line);
    if (step.matches()) {
      seen.put(step.group(1), Double.parseDouble(step.group(2)));
    }
    Matcher writer = WRITER.matcher(line);
    if (writer.matches()) {
      seen.put(KEPT, Double.parseDouble(writer.group(1)));
      seen.put(LONGEST, Double.parseDouble(writer.group(2)));
    }
  }

  private Limit limit(String name, String line) {
    return new Limit(name, rate(line));
  }

  private Figure rate(String line) {
    return figure(line, "MB/s");
  }

  private Figure figure(String line, String unit) {
    return new Figure(seen.getOrDefault(line, Double.NaN), unit);
  }
}
