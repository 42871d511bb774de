// SPDX-License-Identifier: Apache-2.0
package ist.spike.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Finds the rules that can concern a caller and a path: those whose patterns need no literal that is
 * not there. What concerns neither costs nothing, so a check takes the same time whether it is one of
 * ten policies or of ten thousand. Immutable.
 */
final class RuleIndex {

  static final RuleIndex EMPTY = new RuleIndex(LiteralIndex.empty());

  /** By the literal of the SPIFFE ID pattern, then by that of the path pattern. */
  private final LiteralIndex<LiteralIndex<List<PolicyRule>>> rules;

  private RuleIndex(LiteralIndex<LiteralIndex<List<PolicyRule>>> rules) {
    this.rules = rules;
  }

  RuleIndex with(PolicyRule rule) {
    return changed(rule, list -> list.add(rule));
  }

  RuleIndex without(PolicyRule rule) {
    return changed(rule, list -> list.removeIf(each -> each.name().equals(rule.name())));
  }

  private interface Change {
    boolean make(List<PolicyRule> rules);
  }

  private RuleIndex changed(PolicyRule rule, Change change) {
    return new RuleIndex(rules.changed(rule.spiffeIdLiteral(), inner -> {
      LiteralIndex<List<PolicyRule>> changed = inner.orElseGet(LiteralIndex::empty)
          .changed(rule.pathLiteral(), before -> {
            List<PolicyRule> list = new ArrayList<>(before.orElse(List.of()));
            change.make(list);
            return list.isEmpty() ? Optional.empty() : Optional.of(List.copyOf(list));
          });
      return changed.isEmpty() ? Optional.empty() : Optional.of(changed);
    }));
  }

  /** Whether one of the rules that can concern the question satisfies the predicate. */
  boolean anyMatch(AccessQuestion question, Predicate<PolicyRule> predicate) {
    for (LiteralIndex<List<PolicyRule>> byPath : rules.occurringIn(question.spiffeId())) {
      for (List<PolicyRule> candidates : byPath.occurringIn(question.path())) {
        if (candidates.stream().anyMatch(predicate)) {
          return true;
        }
      }
    }
    return false;
  }
}
