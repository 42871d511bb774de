// SPDX-License-Identifier: Apache-2.0
package ist.spike.store;

import ist.spike.audit.AuditDraft;
import ist.spike.crypto.SecretBytes;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.SpikeException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** One group of requests on its way to one commit: the rows it touches and the state that results. */
final class Transaction {

  /** What to go back to when one request of the group fails. */
  record Mark(StoreState state, boolean changed, int audited) {}

  private final Database database;
  private final StoreTuning tuning;
  private final CopiedRows copied;
  private final Set<String> paths = new HashSet<>();
  private final List<AuditDraft> audited = new ArrayList<>();
  private StoreState state;
  private boolean changed;
  private boolean touchesPolicies;

  Transaction(Database database, StoreState state, StoreTuning tuning, CopiedRows copied) {
    this.database = database;
    this.state = state;
    this.tuning = tuning;
    this.copied = copied;
  }

  Database database() {
    return database;
  }

  StoreState state() {
    return state;
  }

  void become(StoreState next) {
    state = next;
  }

  DataKeys keys() {
    return state.requireKeys();
  }

  /** Tells the probe how far the group has come. */
  void reached(WriteProbe.Point point) {
    tuning.probe().reached(point, database);
  }

  /** To be called with every covered row that was written. */
  void added(RowAddress row, byte[] content) {
    state = state.withSetHash(state.setHash().plus(keys().rowHash(row, content)));
    note(row);
  }

  /** To be called with every covered row that was removed or replaced, with what it held. */
  void removed(RowAddress row, byte[] content) {
    state = state.withSetHash(state.setHash().minus(keys().rowHash(row, content)));
    note(row);
  }

  /** Writes the record of a change. */
  void audit(AuditDraft draft) throws SQLException {
    AuditRows.add(this, draft, copied);
    audited.add(draft);
  }

  /** To be called when all of it is durable, before anybody is answered. */
  void committed() {
    audited.forEach(draft -> draft.trace().recorded());
  }

  /** Secrets that may have changed: also those of requests that failed on the way. */
  Set<String> paths() {
    return paths;
  }

  /** Whether a policy may have changed. */
  boolean touchesPolicies() {
    return touchesPolicies;
  }

  Mark savepoint() throws SQLException {
    database.run("SAVEPOINT request");
    return new Mark(state, changed, audited.size());
  }

  void release() throws SQLException {
    database.run("RELEASE request");
  }

  void rollbackTo(Mark mark) throws SQLException {
    database.run("ROLLBACK TO request");
    release();
    state = mark.state();
    changed = mark.changed();
    audited.subList(mark.audited(), audited.size()).clear();
  }

  /** Makes a data key for each purpose and stores it; the set key comes first, the others need it. */
  void createDataKeys() throws SQLException {
    for (Purpose purpose : List.of(Purpose.SET, Purpose.HEAD, Purpose.SECRET, Purpose.POLICY,
        Purpose.AUDIT)) {
      createDataKey(purpose);
    }
  }

  /** Makes a further data key for each purpose that seals, whatever the count of the one before. */
  void renewDataKeys() throws SQLException {
    for (DataKey key : keys().sealing()) {
      createDataKey(key.purpose());
    }
  }

  /** Replaces the keys that have no block of seals left; their cells stay readable. */
  void retireWornKeys() throws SQLException {
    if (state.keys().isPresent()) {
      for (DataKey key : keys().sealing()) {
        if (isWorn(key, tuning.limits())) {
          createDataKey(key.purpose());
        }
      }
    }
  }

  /** Writes the sealed head when anything changed that it covers. */
  void sealHead() throws SQLException {
    if (changed) {
      state = state.afterChange();
      byte[] sealed = keys().seal(RowAddress.HEAD, SealedHead.of(state).encode());
      database.run("UPDATE head SET sealed = ? WHERE id = 1", sealed);
    }
  }

  /** Whether a key needs another block but may not have one. */
  static boolean isWorn(DataKey key, SealLimits limits) {
    return key.sealsLeft() < limits.margin()
        && key.reserved() + limits.block() > limits.maxSeals();
  }

  /** Stores another system's key; false when it is there already. */
  boolean adoptCipherKey(SecretBytes bytes) throws SQLException {
    List<SecretBytes> known = keys().cipherKeys();
    boolean isKnown = known.stream().anyMatch(bytes::matches);
    known.forEach(SecretBytes::close);
    if (!isKnown && known.size() >= AdoptedKeys.MAX_KEYS) {
      throw new SpikeException(ErrorCode.CONFLICT, "the store holds " + known.size()
          + " keys of other systems already, and no more than that");
    }
    if (!isKnown) {
      addDataKey(keys().adopt(bytes));
      audit(AuditDraft.own("adopt-cipher-key", ""));
    }
    return !isKnown;
  }

  private void note(RowAddress row) {
    changed = true;
    switch (row.table()) {
      case "secret_meta" -> paths.add(new String(row.id(), StandardCharsets.UTF_8));
      case "policy" -> touchesPolicies = true;
      default -> {
      }
    }
  }

  private void createDataKey(Purpose purpose) throws SQLException {
    addDataKey(keys().create(purpose, tuning.limits()));
  }

  private void addDataKey(DataKey key) throws SQLException {
    become(state.withKeys(keys().with(key)));
    DataKey.Row row = keys().wrap(key);
    database.run("INSERT INTO data_key (number, purpose, reserved, wrapped) VALUES (?, ?, ?, ?)",
        row.number(), row.purpose().text(), row.reserved(), row.wrapped());
    added(RowAddress.dataKey(row.number(), row.purpose()), row.wrapped());
  }
}
