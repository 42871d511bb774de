// SPDX-License-Identifier: Apache-2.0
package ist.spike.store;

import ist.spike.policy.Policy;
import ist.spike.policy.PolicyRule;
import ist.spike.policy.PolicySet;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.SpikeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The policies of a store in memory, and in which row each one is. Immutable.
 *
 * @param rows the id of a policy's row, by the policy's name
 */
record PolicyTable(PolicySet set, SortedMap<String, PolicyId> rows) {

  static final PolicyTable EMPTY = new PolicyTable(PolicySet.EMPTY, new TreeMap<>());

  /** What is stored when this rule is put into the set now; refused when it is full. */
  static Policy next(PolicySet set, PolicyRule rule, Instant now) {
    // SPIKE's times of policies have whole seconds.
    Instant time = now.truncatedTo(ChronoUnit.SECONDS);
    Optional<Policy> before = set.find(rule.name());
    if (before.isEmpty() && set.size() >= PolicyStore.MAX_POLICIES) {
      throw new SpikeException(ErrorCode.BAD_REQUEST, "the store holds "
          + PolicyStore.MAX_POLICIES + " policies already; delete some, or let one grant more");
    }
    return new Policy(rule, before.map(Policy::created).orElse(time), time);
  }

  PolicyTable with(Policy policy, PolicyId row) {
    SortedMap<String, PolicyId> next = new TreeMap<>(rows);
    next.put(policy.name(), row);
    return new PolicyTable(set.with(policy), next);
  }

  PolicyTable without(String name) {
    SortedMap<String, PolicyId> next = new TreeMap<>(rows);
    next.remove(name);
    return new PolicyTable(set.without(name), next);
  }

  Optional<PolicyId> row(String name) {
    return Optional.ofNullable(rows.get(name));
  }
}
