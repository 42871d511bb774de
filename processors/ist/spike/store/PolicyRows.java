// SPDX-License-Identifier: Apache-2.0
package ist.spike.store;

import ist.spike.audit.AuditDraft;
import ist.spike.policy.Policy;
import ist.spike.policy.PolicyRule;
import ist.spike.policy.PolicySet;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.SpikeException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads and writes the rows of policies, and keeps the state's policies in step with them. */
final class PolicyRows {

  private static final Logger LOG = LoggerFactory.getLogger(PolicyRows.class);

  private final DataKeys keys;
  private final SortedMap<String, Policy> policies = new TreeMap<>();
  private final SortedMap<String, PolicyId> rows = new TreeMap<>();

  private PolicyRows(DataKeys keys) {
    this.keys = keys;
  }

  /** Every policy that can be read. The others grant nothing: a check of the store names them. */
  static PolicyTable all(Database database, DataKeys keys) throws SQLException {
    PolicyRows found = new PolicyRows(keys);
    database.visit("SELECT id, sealed FROM policy",
        row -> found.read(row.getBytes(1), row.getBytes(2)));
    return new PolicyTable(PolicySet.of(found.policies.values()), found.rows);
  }

  private void read(byte[] id, byte[] cell) {
    RowAddress row = RowAddress.policy(id);
    try {
      Policy policy = PolicyCodec.decode(keys.open(row, cell));
      if (rows.putIfAbsent(policy.name(), PolicyId.of(id)) == null) {
        policies.put(policy.name(), policy);
      } else {
        // SECURITY: we write one row a name, so which of the two is right is not ours to guess.
        policies.remove(policy.name());
        LOG.error("two policies have one name and grant nothing: second={}", row);
      }
    } catch (SpikeException | IllegalArgumentException e) {
      LOG.error("a policy cannot be read and grants nothing: {}", row);
    }
  }

  static Policy put(Transaction transaction, PolicyRule rule, Instant now, AuditDraft draft)
      throws SQLException {
    PolicyTable table = transaction.state().policies();
    Optional<Policy> before = table.set().find(rule.name());
    Policy policy = PolicyTable.next(table.set(), rule, now);
    PolicyId id = table.row(rule.name()).orElseGet(PolicyId::random);
    RowAddress row = RowAddress.policy(id.toBytes());
    byte[] cell = transaction.keys().seal(row, PolicyCodec.encode(policy));
    if (before.isPresent()) {
      transaction.removed(row, cell(transaction.database(), id));
    }
    transaction.database().run("INSERT INTO policy (id, sealed) VALUES (?, ?)"
        + " ON CONFLICT (id) DO UPDATE SET sealed = excluded.sealed", id.toBytes(), cell);
    transaction.added(row, cell);
    transaction.become(transaction.state().withPolicies(table.with(policy, id)));
    transaction.audit(draft);
    return policy;
  }

  static boolean delete(Transaction transaction, String name, AuditDraft draft)
      throws SQLException {
    PolicyTable table = transaction.state().policies();
    Optional<PolicyId> id = table.row(name);
    if (id.isEmpty()) {
      // A sealed store knows nothing, which is not the same as having none.
      transaction.keys();
      return false;
    }
    RowAddress row = RowAddress.policy(id.get().toBytes());
    transaction.removed(row, cell(transaction.database(), id.get()));
    transaction.database().run("DELETE FROM policy WHERE id = ?", id.get().toBytes());
    transaction.become(transaction.state().withPolicies(table.without(name)));
    transaction.audit(draft);
    return true;
  }

  private static byte[] cell(Database database, PolicyId id) throws SQLException {
    return database.one("SELECT sealed FROM policy WHERE id = ?", row -> row.getBytes(1),
        (Object) id.toBytes()).orElseThrow(
            () -> new SpikeException(ErrorCode.DAMAGED,
                "the store's policy row " + id + " is gone"));
  }
}
