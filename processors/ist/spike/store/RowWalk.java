// SPDX-License-Identifier: Apache-2.0
package ist.spike.store;

import ist.spike.crypto.HmacKey;
import ist.spike.wire.SpikeException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Opens rows of a store and adds up what the set hash counts for them. For one thread. */
final class RowWalk implements AutoCloseable {

  /**
   * Secrets whose paths follow each other.
   *
   * @param from the first path
   * @param before the first path that is not meant; empty when there is none
   */
  record Span(String from, Optional<String> before) {}

  /**
   * What was found.
   *
   * @param rows by table
   * @param problems the first {@value StoreReport#MAX_PROBLEMS}
   */
  record Found(SetHash setHash, Map<String, Long> rows, List<String> problems) {}

  /** One row for each version, and one for a secret that has none. */
  private static final String SECRETS = "SELECT m.path, m.sealed, v.version, v.sealed"
      + " FROM secret_meta m LEFT JOIN secret_version v ON v.path = m.path"
      + " WHERE m.path >= ? AND m.path < ? ORDER BY m.path, v.version";
  /** In SQLite every BLOB is greater than every TEXT. */
  private static final byte[] AFTER_EVERY_PATH = {};

  private final Database database;
  private final StoreState state;
  private final HmacKey rowHashes;
  private final Runnable whenCounted;
  private final List<String> problems = new ArrayList<>();
  private final Map<String, Long> rows = new HashMap<>();
  private SetHash setHash = SetHash.EMPTY;
  private Optional<Secret> current = Optional.empty();

  /**
   * @param state of what the connection sees
   * @param whenCounted called for each row
   */
  RowWalk(Database database, StoreState state, Runnable whenCounted) {
    this.database = database;
    this.state = state;
    this.rowHashes = state.requireKeys().rowHashes();
    this.whenCounted = whenCounted;
  }

  /** A secret some of whose rows were seen. */
  @SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
  private record Secret(String path, byte[] sealed, Set<Long> versions) {}

  Found found() {
    return new Found(setHash, rows, problems);
  }

  void secrets(Span span) throws SQLException {
    Object before = span.before().isPresent() ? span.before().get() : AFTER_EVERY_PATH;
    database.visit(SECRETS, row -> {
      String path = row.getString(1);
      if (current.isEmpty() || !current.get().path().equals(path)) {
        endSecret();
        Secret next = new Secret(path, row.getBytes(2), new TreeSet<>());
        current = Optional.of(next);
        count(RowAddress.secretMeta(path), next.sealed());
      }
      long version = row.getLong(3);
      if (!row.wasNull()) {
        current.get().versions().add(version);
        cell(RowAddress.secretVersion(path, version), row.getBytes(4));
      }
    }, span.from(), before);
    endSecret();
  }

  private void endSecret() {
    current.ifPresent(this::compareVersions);
    current = Optional.empty();
  }

  private void compareVersions(Secret secret) {
    try {
      Set<Long> known = SecretRows.open(state.requireKeys(), secret.path(), secret.sealed())
          .versions().keySet().stream().map(Integer::longValue)
          .collect(Collectors.toCollection(TreeSet::new));
      if (!known.equals(secret.versions())) {
        problem("secret '" + secret.path() + "' has versions " + secret.versions()
            + ", its metadata says " + known);
      }
    } catch (SpikeException e) {
      problem(e.sentence());
    }
  }

  void policies() throws SQLException {
    database.visit("SELECT id, sealed FROM policy",
        row -> cell(RowAddress.policy(row.getBytes(1)), row.getBytes(2)));
  }

  void audit() throws SQLException {
    AuditRowChain chain = new AuditRowChain(this::problem);
    database.visit("SELECT seq, sealed FROM audit ORDER BY seq", row -> {
      count(RowAddress.audit(row.getLong(1)), row.getBytes(2));
      try {
        chain.add(AuditRows.open(state, row.getLong(1), row.getBytes(2)));
      } catch (SpikeException e) {
        problem(e.sentence());
      }
    });
    chain.end(state.auditHead());
  }

  void dataKeys() throws SQLException {
    for (DataKey.Row key : StoreRows.dataKeys(database)) {
      count(RowAddress.dataKey(key.number(), key.purpose()), key.wrapped());
    }
  }

  private void cell(RowAddress row, byte[] cell) {
    count(row, cell);
    try {
      state.requireKeys().open(row, cell);
    } catch (SpikeException e) {
      problem(e.sentence());
    }
  }

  private void count(RowAddress row, byte[] content) {
    setHash = setHash.plus(rowHashes.sha256(row.setRow(content)));
    rows.merge(row.table(), 1L, Long::sum);
    whenCounted.run();
  }

  private void problem(String sentence) {
    if (problems.size() < StoreReport.MAX_PROBLEMS) {
      problems.add(sentence);
    }
  }

  @Override
  public void close() {
    rowHashes.close();
  }
}
