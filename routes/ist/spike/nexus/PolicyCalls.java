// SPDX-License-Identifier: Apache-2.0
package ist.spike.nexus;

import ist.spike.audit.AuditDraft;
import ist.spike.policy.AccessQuestion;
import ist.spike.policy.Finding;
import ist.spike.policy.Policy;
import ist.spike.policy.PolicyRule;
import ist.spike.store.PolicyStore;
import ist.spike.wire.Call;
import ist.spike.wire.EmptyMessage;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.ExplainPolicy;
import ist.spike.wire.ListPolicies;
import ist.spike.wire.PolicyExplanation;
import ist.spike.wire.PolicyName;
import ist.spike.wire.PutPolicy;
import ist.spike.wire.Reply;
import ist.spike.wire.ShownPolicy;
import ist.spike.wire.SpikeException;
import ist.spike.wire.Validation;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/** Answers the calls on policies (wire spec 3.3). */
final class PolicyCalls {

  /** How many policies an explanation shows: the answer stays below a megabyte. */
  private static final int MAX_EXPLAINED = 100;

  private final Checks checks;
  private final PolicyStore store;

  PolicyCalls(Checks checks, PolicyStore store) {
    this.checks = checks;
    this.store = store;
  }

  /** A rule is validated by being made, so a bad one never reaches the store. */
  Reply put(Call call) {
    return checks.answer(call, new Checks.Steps<>(PutPolicy::parse,
        request -> Optional.of(request.name()), request -> {}, request -> {
          Waiting.forResult(store.putPolicy(PolicyRule.of(request.name(), request.spiffeIdPattern(),
              request.pathPattern(), request.permissions()),
              AuditDraft.of(call, request.name())));
          return Reply.ok(EmptyMessage.json());
        }));
  }

  Reply get(Call call) {
    return checks.answer(call, new Checks.Steps<>(PolicyName::parse,
        request -> Optional.of(request.name()), request -> Validation.requireName(request.name()),
        request -> {
          Policy policy = store.policies().find(request.name()).orElseThrow(PolicyCalls::unknown);
          return Reply.ok(shown(policy).toJson(ZoneId.systemDefault()));
        }));
  }

  Reply delete(Call call) {
    return checks.answer(call, new Checks.Steps<>(PolicyName::parse,
        request -> Optional.of(request.name()), request -> Validation.requireName(request.name()),
        request -> {
          if (!Waiting.forResult(store.deletePolicy(request.name(),
              AuditDraft.of(call, request.name())))) {
            throw unknown();
          }
          return Reply.ok(EmptyMessage.json());
        }));
  }

  Reply list(Call call) {
    return checks.answer(call, new Checks.Steps<>(ListPolicies::parse, request -> {},
        request -> Reply.ok(ListPolicies.answer(store.policies().all().stream()
            .filter(policy -> isWanted(policy.rule(), request)).map(Policy::name).toList()))));
  }

  Reply explain(Call call) {
    return checks.answer(call, new Checks.Steps<>(ExplainPolicy::parse,
        request -> Optional.of(request.path()), request -> {
          Validation.requireCaller(request.spiffeId());
          Validation.requirePath(request.path());
          Validation.requirePermissions(List.of(request.permission()));
        }, request -> Reply.ok(explain(new AccessQuestion(request.spiffeId(), request.path(),
            request.permission())).toJson())));
  }

  private PolicyExplanation explain(AccessQuestion question) {
    List<Finding> findings = store.policies().explain(question);
    Optional<String> granting = findings.stream()
        .filter(finding -> finding.reasons().isEmpty()).map(Finding::name).findFirst();
    Authorizer.RoleDecision decision = checks.byRole(question).orElseGet(
        () -> new Authorizer.RoleDecision(granting.isPresent(), granting
            .map(name -> "policy '" + name + "' grants it").orElse("no policy grants it")));
    List<PolicyExplanation.Entry> shown = findings.stream().limit(MAX_EXPLAINED)
        .map(finding -> new PolicyExplanation.Entry(finding.name(), finding.reasons(),
            finding.warnings()))
        .toList();
    return new PolicyExplanation(decision.granted(), decision.why(), shown,
        findings.size() - shown.size());
  }

  /** The patterns are compared as texts; the first of the two wins (wire spec 3.3). */
  private static boolean isWanted(PolicyRule rule, ListPolicies request) {
    if (!request.spiffeIdPattern().isEmpty()) {
      return rule.spiffeIdPattern().equals(request.spiffeIdPattern());
    }
    return request.pathPattern().isEmpty() || rule.pathPattern().equals(request.pathPattern());
  }

  private static ShownPolicy shown(Policy policy) {
    PolicyRule rule = policy.rule();
    return new ShownPolicy(
        new PutPolicy(rule.name(), rule.spiffeIdPattern(), rule.pathPattern(), rule.permissions()),
        policy.created(), policy.updated());
  }

  private static SpikeException unknown() {
    return new SpikeException(ErrorCode.NOT_FOUND, "no policy of this name");
  }
}
