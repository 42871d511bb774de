// SPDX-License-Identifier: Apache-2.0
package ist.spike.store;

import ist.spike.secret.SecretHistory;
import ist.spike.store.StoreReport.Part;
import ist.spike.wire.SpikeException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

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
  private SetHash setHash = SetHash.EMPTY;
  private long versions;
  private long rows;

  private StoreWalk(Database database, StoreState state, CheckProgress progress) {
    this.database = database;
    this.state = state;
    this.progress = progress;
  }

  /** What SQLite itself finds wrong, without a key. */
  @FunctionalInterface
  interface Structure {
    List<String> problems() throws SQLException;
  }

  /** Walks; the state must be of the same snapshot. */
  static StoreReport report(Database database, StoreState state, CheckProgress progress)
      throws SQLException {
    return report(database, state, progress, () -> structure(database));
  }

  /** The same with a check of the structure that may run elsewhere; asked for at the end. */
  static StoreReport report(Database database, StoreState state, CheckProgress progress,
      Structure structure) throws SQLException {
    return new StoreWalk(database, state, progress).run(structure);
  }

  private StoreReport run(Structure structure) throws SQLException {
    StoreRows.COVERED_TABLES.forEach(table -> rowsByTable.put(table, 0L));
    database.visit("SELECT path, sealed FROM secret_meta ORDER BY path",
        row -> walkSecret(row.getString(1), row.getBytes(2)));
    long stored = database.count("SELECT count(*) FROM secret_version");
    if (stored != versions) {
      problem(Part.ROWS, (stored - versions) + " rows of secret_version have no metadata");
    }
    database.visit("SELECT id, sealed FROM policy",
        row -> walkCell(RowAddress.policy(row.getBytes(1)), row.getBytes(2)));
    walkAudit();
    for (DataKey.Row key : StoreRows.dataKeys(database)) {
      count(RowAddress.dataKey(key.number(), key.purpose()), key.wrapped());
    }
    if (!setHash.equals(state.setHash())) {
      problem(Part.SET_HASH,
          "the set hash differs: a row was removed, added or replaced by an older one");
    }
    // Structure explains the rest, so it comes first and is never the sentence there is no room
    // for.
    List<String> damage = structure.problems();
    if (!damage.isEmpty()) {
      damaged.add(Part.STRUCTURE);
      problems.addAll(0, damage);
    }
    progress.walked(rows);
    return new StoreReport(state.head(),
        new StoreReport.Contents(state.changeNumber(), database.count("PRAGMA user_version"),
            HexFormat.of().formatHex(state.setHash().toBytes()), rowsByTable,
            state.auditHead().toString()),
        rows, damaged, problems.subList(0, Math.min(problems.size(), StoreReport.MAX_PROBLEMS)));
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

  private void walkSecret(String path, byte[] cell) throws SQLException {
    RowAddress meta = RowAddress.secretMeta(path);
    count(meta, cell);
    Set<Long> found = new TreeSet<>();
    database.visit("SELECT version, sealed FROM secret_version WHERE path = ?", row -> {
      found.add(row.getLong(1));
      versions++;
      walkCell(RowAddress.secretVersion(path, row.getLong(1)), row.getBytes(2));
    }, path);
    try {
      SecretHistory history = SecretRows.open(state.requireKeys(), path, cell);
      Set<Long> known = history.versions().keySet().stream().map(Integer::longValue)
          .collect(Collectors.toCollection(TreeSet::new));
      if (!known.equals(found)) {
        problem(Part.ROWS, "secret '" + path + "' has versions " + found + ", its metadata says "
            + known);
      }
    } catch (SpikeException e) {
      problem(Part.ROWS, e.sentence());
    }
  }

  private void walkAudit() throws SQLException {
    AuditRowChain chain = new AuditRowChain(problem -> problem(Part.ROWS, problem));
    database.visit("SELECT seq, sealed FROM audit ORDER BY seq", row -> {
      count(RowAddress.audit(row.getLong(1)), row.getBytes(2));
      try {
        chain.add(AuditRows.open(state, row.getLong(1), row.getBytes(2)));
      } catch (SpikeException e) {
        problem(Part.ROWS, e.sentence());
      }
    });
    chain.end(state.auditHead());
  }

  private void walkCell(RowAddress row, byte[] cell) {
    count(row, cell);
    try {
      state.requireKeys().open(row, cell);
    } catch (SpikeException e) {
      problem(Part.ROWS, e.sentence());
    }
  }

  private void count(RowAddress row, byte[] content) {
    setHash = setHash.plus(state.requireKeys().rowHash(row, content));
    rowsByTable.merge(row.table(), 1L, Long::sum);
    rows++;
    if (rows % PROGRESS_ROWS == 0) {
      progress.walked(rows);
    }
  }

  private void problem(Part part, String sentence) {
    damaged.add(part);
    if (problems.size() < StoreReport.MAX_PROBLEMS) {
      problems.add(sentence);
    }
  }
}
