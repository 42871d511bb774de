// SPDX-License-Identifier: Apache-2.0
package ist.spike.nexus;

import io.spiffe.spiffeid.SpiffeId;
import ist.spike.identity.Role;
import ist.spike.identity.Roles;
import ist.spike.wire.Access;
import ist.spike.wire.Call;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.SpikeException;
import java.util.function.Predicate;

/** Decides from the caller's SPIFFE ID who may do what (wire spec 6.3); in doubt it refuses. */
final class Authorizer {

  private final Roles roles;

  Authorizer(Roles roles) {
    this.roles = roles;
  }

  /** Refuses the call unless its caller may do this. */
  void require(Call call) {
    SpiffeId caller = call.caller().orElseThrow(
        () -> new SpikeException(ErrorCode.UNAUTHORIZED, "the caller has no valid SPIFFE ID"));
    if (!mayUse(caller, call.operation().access())) {
      throw new SpikeException(ErrorCode.UNAUTHORIZED,
          caller + " may not call " + call.operation().routeId());
    }
  }

  /** Tells for each path whether this caller may read it. */
  Predicate<String> readable(SpiffeId caller) {
    return path -> mayUse(caller, Access.READ_PATH);
  }

  private boolean mayUse(SpiffeId caller, Access access) {
    return switch (access) {
      case READ_PATH, WRITE_PATH, LIST_SECRETS, READ_POLICIES, WRITE_POLICIES, LIST_POLICIES,
          SUPERUSER ->
        roles.has(caller, Role.SUPERUSER);
      case USE_CIPHER -> roles.has(caller, Role.SUPERUSER) || roles.has(caller, Role.LITE);
      case RECOVER -> roles.has(caller, Role.RECOVER);
      case RESTORE -> roles.has(caller, Role.RESTORE);
      case BOOTSTRAP -> roles.has(caller, Role.BOOTSTRAP);
      case NEXUS -> roles.has(caller, Role.NEXUS);
      case NEXUS_OR_BOOTSTRAP ->
        roles.has(caller, Role.NEXUS) || roles.has(caller, Role.BOOTSTRAP);
    };
  }
}
