// SPDX-License-Identifier: Apache-2.0
package ist.spike.store;

import ist.spike.store.StoreReport.Part;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/** Opens every row of a store and computes its set hash anew, within one snapshot. */
final class StoreWalk {

  private static final int PROGRESS_ROWS = 1_000;
  private static final int MAX_INTEGRITY_ROWS = 20;

  private final Database database;
  private final StoreState state;
  private final CheckProgress progress;
  private final List<String> problems = new ArrayList<>();
  private final Set<Part> damaged = EnumSet.noneOf(Part.class);
  private final Map<String, Long> rowsByTable = new LinkedHashMap<>();
  private final AtomicLong rows = new AtomicLong();
  private SetHash setHash = SetHash.EMPTY;

  private StoreWalk(Database database, StoreState state, CheckProgress progress) {
    this.database = database;
    this.state = state;
    this.progress = progress;
  }

  /** Walks through the file of a running store beside its readers and its writer. */
  static StoreReport running(Path file, DataKeys keys, CheckProgress progress) {
    try (Database database = Database.forReading(file)) {
      return StoreReaders.inSnapshot(database, snapshot -> {
        StoreState opened = StoreRows.reopen(snapshot, keys);
        try {
          return report(snapshot, opened, progress);
        } finally {
          opened.requireKeys().all().forEach(DataKey::close);
        }
      });
    } catch (SQLException e) {
      throw StoreFailures.of(e);
    }
  }

  /** Walks; the state must be of the same snapshot. */
  static StoreReport report(Database database, StoreState state, CheckProgress progress)
      throws SQLException {
    try (SnapshotReaders inTurn = SnapshotReaders.inTurn(database)) {
      return report(database, state, progress, inTurn);
    }
  }

  /** The same with readers of the same snapshot. */
  static StoreReport report(Database database, StoreState state, CheckProgress progress,
      SnapshotReaders readers) throws SQLException {
    return new StoreWalk(database, state, progress).run(readers);
  }

  private StoreReport run(SnapshotReaders readers) throws SQLException {
    StoreRows.COVERED_TABLES.forEach(table -> rowsByTable.put(table, 0L));
    Future<List<String>> structure = readers.begin(StoreWalk::structure);
    Future<RowWalk.Found> others = begin(readers, walk -> {
      walk.policies();
      walk.audit();
      walk.dataKeys();
    });
    List<Future<RowWalk.Found>> secrets = new ArrayList<>();
    for (RowWalk.Span span : spans(readers.parts())) {
      secrets.add(begin(readers, walk -> walk.secrets(span)));
    }
    for (Future<RowWalk.Found> part : secrets) {
      add(SnapshotReaders.result(part));
    }
    compareVersions();
    add(SnapshotReaders.result(others));
    compareSetHash();
    addStructure(SnapshotReaders.result(structure));
    progress.walked(rows.get());
    return new StoreReport(state.head(),
        new StoreReport.Contents(state.changeNumber(), database.count("PRAGMA user_version"),
            HexFormat.of().formatHex(state.setHash().toBytes()), rowsByTable,
            state.auditHead().toString()),
        rows.get(), damaged,
        problems.subList(0, Math.min(problems.size(), StoreReport.MAX_PROBLEMS)));
  }

  /** Some of the rows. */
  @FunctionalInterface
  private interface Rows {
    void visit(RowWalk walk) throws SQLException;
  }

  private Future<RowWalk.Found> begin(SnapshotReaders readers, Rows part) {
    return readers.begin(connection -> {
      try (RowWalk walk = new RowWalk(connection, state, this::count)) {
        part.visit(walk);
        return walk.found();
      }
    });
  }

  /** About as many secrets in each. */
  private List<RowWalk.Span> spans(int parts) throws SQLException {
    long each = database.count("SELECT count(*) FROM secret_meta") / parts + 1;
    List<RowWalk.Span> spans = new ArrayList<>();
    Optional<String> from = Optional.of("");
    while (from.isPresent()) {
      Optional<String> next =
          database.one(
              "SELECT path FROM secret_meta WHERE path >= ? ORDER BY path LIMIT 1 OFFSET ?",
              row -> row.getString(1), from.get(), each);
      spans.add(new RowWalk.Span(from.get(), next));
      from = next;
    }
    return spans;
  }

  private void count() {
    long walked = rows.incrementAndGet();
    if (walked % PROGRESS_ROWS == 0) {
      progress.walked(walked);
    }
  }

  private void add(RowWalk.Found found) {
    setHash = setHash.plus(found.setHash());
    found.rows().forEach((table, count) -> rowsByTable.merge(table, count, Long::sum));
    found.problems().forEach(sentence -> problem(Part.ROWS, sentence));
  }

  private void compareVersions() throws SQLException {
    long stored = database.count("SELECT count(*) FROM secret_version");
    long walked = rowsByTable.getOrDefault("secret_version", 0L);
    if (stored != walked) {
      problem(Part.ROWS, (stored - walked) + " rows of secret_version have no metadata");
    }
  }

  private void compareSetHash() {
    if (!setHash.equals(state.setHash())) {
      problem(Part.SET_HASH,
          "the set hash differs: a row was removed, added or replaced by an older one");
    }
  }

  /** It explains the rest, so it comes first and is never the sentence there is no room for. */
  private void addStructure(List<String> damage) {
    if (!damage.isEmpty()) {
      damaged.add(Part.STRUCTURE);
      problems.addAll(0, damage);
    }
  }

  /** The checks of SQLite itself, which need no key; at most {@value StoreReport#MAX_PROBLEMS} sentences. */
  static List<String> structure(Database database) throws SQLException {
    List<String> found = new ArrayList<>();
    database.visit("PRAGMA integrity_check(" + MAX_INTEGRITY_ROWS + ")", row -> {
      if (!row.getString(1).equals("ok")) {
        found.add("the database is damaged: " + row.getString(1));
      }
    });
    database.visit("PRAGMA foreign_key_check", row -> {
      if (found.size() < StoreReport.MAX_PROBLEMS) {
        found.add("a row of " + row.getString(1) + " refers to a row of " + row.getString(3)
            + " that is not there");
      }
    });
    return found;
  }

  private void problem(Part part, String sentence) {
    damaged.add(part);
    if (problems.size() < StoreReport.MAX_PROBLEMS) {
      problems.add(sentence);
    }
  }
}
