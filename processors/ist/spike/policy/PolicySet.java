// SPDX-License-Identifier: Apache-2.0
package ist.spike.policy;

import java.util.Collection;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** All policies as of one commit. Immutable. */
public final class PolicySet {

  /** No policies: nobody but the superuser gets anything. */
  public static final PolicySet EMPTY = new PolicySet(new TreeMap<>());

  private final SortedMap<String, Policy> byName;

  private PolicySet(SortedMap<String, Policy> byName) {
    this.byName = byName;
  }

  /** These policies, of which no two have one name. */
  public static PolicySet of(Collection<Policy> policies) {
    SortedMap<String, Policy> byName = new TreeMap<>();
    policies.forEach(policy -> byName.put(policy.name(), policy));
    if (byName.size() != policies.size()) {
      throw new IllegalArgumentException("two policies have one name");
    }
    return new PolicySet(byName);
  }

  /** These policies and this one, which replaces the one of its name. */
  public PolicySet with(Policy policy) {
    SortedMap<String, Policy> next = new TreeMap<>(byName);
    next.put(policy.name(), policy);
    return new PolicySet(next);
  }

  /** These policies but the one of this name. */
  public PolicySet without(String name) {
    SortedMap<String, Policy> next = new TreeMap<>(byName);
    next.remove(name);
    return new PolicySet(next);
  }

  /** The policy of this name. */
  public Optional<Policy> find(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  /** Every policy in the order of their names. */
  public Collection<Policy> all() {
    return Collections.unmodifiableCollection(byName.values());
  }

  /** How many there are. */
  public int size() {
    return byName.size();
  }

  /** Whether some policy grants this (wire spec 6.4). */
  public boolean grants(AccessQuestion question) {
    return byName.values().stream().anyMatch(policy -> policy.rule().grants(question));
  }
}
