// SPDX-License-Identifier: Apache-2.0
package ist.spike.store;

import ist.spike.audit.AuditDraft;
import ist.spike.audit.AuditJson;
import ist.spike.audit.AuditRow;
import ist.spike.audit.ChainHead;
import ist.spike.crypto.Fields;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.SpikeException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.util.List;

/**
 * The records of changes, in the transactions of the changes (ops/format/store.md 4.3). The newest
 * {@value #MAX_ROWS} stay; an older one goes as soon as the local files have it.
 */
final class AuditRows {

  static final int MAX_ROWS = 10_000;
  /** While the files take nothing, writes go on for so long; then they wait for the files. */
  static final int MAX_WAITING_ROWS = 20_000;
  /** More than one is added at a time, so a backlog shrinks. */
  private static final int MAX_DROPPED = 2;

  private static final String LABEL = "spike-camel/1/audit";
  private static final String HASH_LABEL = "spike-camel/1/audit-row";

  private AuditRows() {}

  static void add(Transaction transaction, AuditDraft draft, CopiedRows copied)
      throws SQLException {
    ChainHead before = transaction.state().auditHead();
    byte[] plaintext = Fields.of(LABEL).bytes(before.hashBytes()).text(copied.position())
        .bytes(AuditJson.encode(draft.done())).toBytes();
    ChainHead head =
        before.next(hash(transaction.state().head().storeId(), before, plaintext));
    RowAddress row = RowAddress.audit(head.sequence());
    byte[] cell = transaction.keys().seal(row, plaintext);
    transaction.database().run("INSERT INTO audit (seq, sealed) VALUES (?, ?)", head.sequence(),
        cell);
    transaction.added(row, cell);
    transaction.become(transaction.state().withAuditHead(head));
    transaction.reached(WriteProbe.Point.AUDIT);
    if (head.sequence() > MAX_ROWS) {
      dropOld(transaction, head.sequence(), copied.upTo(transaction));
    }
  }

  private static void dropOld(Transaction transaction, long newest, long copied)
      throws SQLException {
    long last = Math.min(newest - MAX_ROWS, copied);
    List<Stored> old =
        transaction.database().all("SELECT seq, sealed FROM audit ORDER BY seq LIMIT ?",
            row -> new Stored(row.getLong(1), row.getBytes(2)), MAX_DROPPED);
    for (Stored row : old) {
      if (row.sequence() <= last) {
        transaction.database().run("DELETE FROM audit WHERE seq = ?", row.sequence());
        transaction.removed(RowAddress.audit(row.sequence()), row.cell());
      } else if (row.sequence() <= newest - MAX_WAITING_ROWS) {
        throw new SpikeException(ErrorCode.BUSY, "the store holds " + MAX_WAITING_ROWS
            + " audit records that the local files do not take; see why, and make room");
      }
    }
  }

  /** Opens what {@link #add} wrote. */
  static AuditRow open(StoreState state, long sequence, byte[] cell) {
    byte[] plaintext = state.requireKeys().open(RowAddress.audit(sequence), cell);
    FieldReader fields = FieldReader.of(LABEL, plaintext);
    ChainHead previous = ChainHead.of(sequence - 1, fields.bytes());
    String position = fields.text();
    return new AuditRow(previous,
        previous.next(hash(state.head().storeId(), previous, plaintext)), position,
        fields.bytes());
  }

  /** Whether the row of this number has this hash. */
  static boolean holds(Transaction transaction, ChainHead row) throws SQLException {
    return transaction.database()
        .one("SELECT sealed FROM audit WHERE seq = ?", found -> found.getBytes(1), row.sequence())
        .filter(cell -> open(transaction.state(), row.sequence(), cell).head().equals(row))
        .isPresent();
  }

  /** Rows in the order of their numbers. */
  static List<AuditRow> after(Database database, StoreState state, long sequence, int limit)
      throws SQLException {
    return database.all("SELECT seq, sealed FROM audit WHERE seq > ? ORDER BY seq LIMIT ?",
        row -> open(state, row.getLong(1), row.getBytes(2)), sequence, limit);
  }

  /** The plaintext holds the hash before it, so this hash covers every earlier row. */
  private static byte[] hash(StoreId store, ChainHead before, byte[] plaintext) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(Fields.of(HASH_LABEL)
          .bytes(store.toBytes()).number(before.sequence() + 1).bytes(plaintext).toBytes());
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }

  @SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
  private record Stored(long sequence, byte[] cell) {}
}
