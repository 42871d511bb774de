// SPDX-License-Identifier: Apache-2.0
package ist.spike.nexus;

import io.spiffe.spiffeid.SpiffeId;
import ist.spike.identity.Role;
import ist.spike.identity.Roles;
import ist.spike.identity.SpiffeIds;
import ist.spike.policy.AccessQuestion;
import ist.spike.policy.PolicySet;
import ist.spike.wire.Access;
import ist.spike.wire.Call;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.SpikeException;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Decides from the caller's SPIFFE ID, and for rights that can be granted from the policies, who may
 * do what (wire spec 6.3); in doubt it refuses.
 */
final class Authorizer {

  private final Roles roles;
  private final Supplier<PolicySet> policies;

  /** For a Nexus that keeps no policies. */
  Authorizer(Roles roles) {
    this(roles, () -> PolicySet.EMPTY);
  }

  /**
   * @param policies those in force now; asked only for rights that a policy can grant, and what it
   *     throws refuses the call
   */
  Authorizer(Roles roles, Supplier<PolicySet> policies) {
    this.roles = roles;
    this.policies = policies;
  }

  /** Refuses the call unless its caller may do this; for operations that concern no path. */
  void require(Call call) {
    require(call, Optional.empty());
  }

  /**
   * Refuses the call unless its caller may do this.
   *
   * @param path what the request is about; without it no policy grants a right on a path
   */
  void require(Call call, Optional<String> path) {
    SpiffeId caller = call.caller().orElseThrow(
        () -> new SpikeException(ErrorCode.UNAUTHORIZED, "the caller has no valid SPIFFE ID"));
    Access access = call.operation().access();
    if (!mayUse(caller, access, access.systemPath().or(() -> path))) {
      throw new SpikeException(ErrorCode.UNAUTHORIZED,
          caller + " may not call " + call.operation().routeId());
    }
  }

  /** Tells for each path whether this caller may read it, by the policies in force now. */
  Predicate<String> readable(SpiffeId caller) {
    if (roles.has(caller, Role.SUPERUSER)) {
      return path -> true;
    }
    PolicySet now = policies.get();
    return path -> !roles.has(caller, Role.LITE)
        && now.grants(new AccessQuestion(SpiffeIds.text(caller), path, "read"));
  }

  /** What the caller's role decides about a right that policies can grant, before any of them. */
  Optional<RoleDecision> byRole(SpiffeId caller, AccessQuestion question) {
    if (roles.has(caller, Role.SUPERUSER)) {
      return Optional.of(new RoleDecision(true, "the superuser needs no policy"));
    }
    if (!roles.has(caller, Role.LITE)) {
      return Optional.empty();
    }
    boolean cipher = Access.USE_CIPHER.systemPath().equals(Optional.of(question.path()))
        && Access.USE_CIPHER.permission().equals(Optional.of(question.permission()));
    return Optional.of(cipher
        ? new RoleDecision(true, "a lite workload may use the cipher without a policy")
        : new RoleDecision(false, "a lite workload gets nothing but the cipher from any policy"));
  }

  /** What a role decides, and why. */
  record RoleDecision(boolean granted, String why) {}

  private boolean mayUse(SpiffeId caller, Access access, Optional<String> path) {
    return switch (access) {
      // Lite workloads get these from no policy either.
      case READ_PATH, WRITE_PATH, LIST_SECRETS, READ_POLICIES, WRITE_POLICIES, LIST_POLICIES ->
        roles.has(caller, Role.SUPERUSER)
            || (!roles.has(caller, Role.LITE) && isGranted(caller, access, path));
      case USE_CIPHER -> roles.has(caller, Role.SUPERUSER) || roles.has(caller, Role.LITE)
          || isGranted(caller, access, path);
      case SUPERUSER -> roles.has(caller, Role.SUPERUSER);
      case RECOVER -> roles.has(caller, Role.RECOVER);
      case RESTORE -> roles.has(caller, Role.RESTORE);
      case BOOTSTRAP -> roles.has(caller, Role.BOOTSTRAP);
      case NEXUS -> roles.has(caller, Role.NEXUS);
      case NEXUS_OR_BOOTSTRAP ->
        roles.has(caller, Role.NEXUS) || roles.has(caller, Role.BOOTSTRAP);
    };
  }

  private boolean isGranted(SpiffeId caller, Access access, Optional<String> path) {
    return path.isPresent() && policies.get().grants(new AccessQuestion(SpiffeIds.text(caller),
        path.get(), access.permission().orElseThrow()));
  }
}
