// SPDX-License-Identifier: Apache-2.0
package ist.spike.store;

import ist.spike.policy.Policy;
import ist.spike.policy.PolicySet;
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
