// SPDX-License-Identifier: Apache-2.0
package ist.spike.store;

import ist.spike.audit.AuditDraft;
import ist.spike.policy.Policy;
import ist.spike.policy.PolicyRule;
import ist.spike.policy.PolicySet;
import ist.spike.wire.SpikeException;
import java.util.concurrent.CompletableFuture;

/**
 * Keeps policies, all of them compiled and in memory. A change is in {@link #policies} before its
 * future completes and never before it is durable, so whoever saw the answer of a revocation sees
 * nothing granted by what it revoked. Futures complete as those of {@link SecretStore} do.
 */
public interface PolicyStore {

  /** How many policies a store holds at most; each takes some kilobytes of memory. */
  int MAX_POLICIES = 20_000;

  /**
   * The policies as of the last commit. One that cannot be read grants nothing and is left out.
   *
   * @throws SpikeException {@code NOT_READY} while sealed
   */
  PolicySet policies();

  /**
   * Creates the policy, or replaces the one of its name, whose creation time stays. Completes with
   * what is stored now, or with {@code BAD_REQUEST} when {@value #MAX_POLICIES} others are.
   */
  CompletableFuture<Policy> putPolicy(PolicyRule rule, AuditDraft draft);

  /** The same when nobody asked for it over the wire. */
  default CompletableFuture<Policy> putPolicy(PolicyRule rule) {
    return putPolicy(rule, AuditDraft.own("put-policy", rule.name()));
  }

  /** Removes a policy; false when there is none of this name. */
  CompletableFuture<Boolean> deletePolicy(String name, AuditDraft draft);

  /** The same when nobody asked for it over the wire. */
  default CompletableFuture<Boolean> deletePolicy(String name) {
    return deletePolicy(name, AuditDraft.own("delete-policy", name));
  }
}
