// SPDX-License-Identifier: Apache-2.0
package ist.spike.policy;

import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** All policies as of one commit. Immutable. */
public final class PolicySet {

  /** No policies: nobody but the superuser gets anything. */
  public static final PolicySet EMPTY = new PolicySet(new TreeMap<>(), RuleIndex.EMPTY);

  /**
   * The longest path that a policy is asked about, in characters. Longer ones are no paths of secrets,
   * but are authorised before that is found out.
   */
  static final int MAX_PATH_LENGTH = 16_384;

  private final SortedMap<String, Policy> byName;
  private final RuleIndex index;

  private PolicySet(SortedMap<String, Policy> byName, RuleIndex index) {
    this.byName = byName;
    this.index = index;
  }

  /** These policies, of which no two have one name. */
  public static PolicySet of(Collection<Policy> policies) {
    SortedMap<String, Policy> byName = new TreeMap<>();
    RuleIndex index = RuleIndex.EMPTY;
    for (Policy policy : policies) {
      byName.put(policy.name(), policy);
      index = index.with(policy.rule());
    }
    if (byName.size() != policies.size()) {
      throw new IllegalArgumentException("two policies have one name");
    }
    return new PolicySet(byName, index);
  }

  /** These policies and this one, which replaces the one of its name. */
  public PolicySet with(Policy policy) {
    SortedMap<String, Policy> next = new TreeMap<>(byName);
    next.put(policy.name(), policy);
    return new PolicySet(next, indexWithout(policy.name()).with(policy.rule()));
  }

  /** These policies but the one of this name. */
  public PolicySet without(String name) {
    SortedMap<String, Policy> next = new TreeMap<>(byName);
    next.remove(name);
    return new PolicySet(next, indexWithout(name));
  }

  private RuleIndex indexWithout(String name) {
    return find(name).map(policy -> index.without(policy.rule())).orElse(index);
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

  /**
   * What every policy has to do with this: first those that grant it, then those with the fewest
   * reasons against it, each by name. This looks at all of them.
   */
  public List<Finding> explain(AccessQuestion question) {
    return byName.values().stream().map(Policy::rule)
        .map(rule -> new Finding(rule.name(), rule.reasonsAgainst(question), rule.warnings()))
        .sorted(Comparator.comparingInt(finding -> finding.reasons().size())).toList();
  }

  /** Whether some policy grants this (wire spec 6.4). */
  public boolean grants(AccessQuestion question) {
    return question.path().length() <= MAX_PATH_LENGTH
        && index.anyMatch(question, rule -> rule.grants(question));
  }
}
