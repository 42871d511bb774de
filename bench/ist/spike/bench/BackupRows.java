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

  private static final Pattern LINE =
      Pattern.compile("^((?:ours|tools): [a-z0-9 .|_-]+?) *[(,].* ([0-9]+) MB/s$|"
          + "^((?:ours|tools): [a-z0-9 .|_-]+?) +[0-9.]+ s +([0-9]+) MB/s$");
  private static final String MEGABYTES = "200";

  private final Map<String, Double> rates = new TreeMap<>();

  private BackupRows() {}

  static List<Row> measure(boolean brief) throws IOException, InterruptedException {
    Process bench = new ProcessBuilder("bench/backup", brief ? "20" : MEGABYTES)
        .redirectErrorStream(true).start();
    List<String> said = bench.inputReader().lines().toList();
    if (bench.waitFor() != 0) {
      return List.of(Row.missing("backups", "bench/backup failed: " + said.getLast()));
    }
    BackupRows backup = new BackupRows();
    said.forEach(backup::take);
    return List.of(
        Row.atLeast("backup: snapshot", backup.rate("ours: snapshot"), new Figure(150, "MB/s")),
        Row.shown("the same", backup.rate("ours: snapshot"),
            backup.limit("sqlite3 .backup", "tools: sqlite3 .backup")),
        Row.atLeast("backup: verify, every row opened", backup.rate("ours: verify"),
            new Figure(350, "MB/s")),
        Row.shown("the same", backup.rate("ours: verify"),
            backup.limit("sqlite3 integrity_check", "tools: sqlite3 integrity_check")),
        Row.atLeast("backup: seal, with zstd", backup.rate("ours: seal"),
            new Figure(250, "MB/s")),
        Row.shown("the same", backup.rate("ours: seal"),
            backup.limit("tar, zstd -1, age", "tools: tar | zstd -1 | age")));
  }

  private void take(String line) {
    Matcher matcher = LINE.matcher(line);
    if (matcher.find()) {
      boolean first = matcher.group(1) != null;
      rates.put((first ? matcher.group(1) : matcher.group(3)).strip(),
          Double.parseDouble(first ? matcher.group(2) : matcher.group(4)));
    }
  }

  private Limit limit(String name, String line) {
    return new Limit(name, rate(line));
  }

  private Figure rate(String line) {
    return new Figure(rates.getOrDefault(line, Double.NaN), "MB/s");
  }
}
