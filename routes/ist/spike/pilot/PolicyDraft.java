// SPDX-License-Identifier: Apache-2.0
package ist.spike.pilot;

import ist.spike.policy.PolicyRule;
import ist.spike.wire.PutPolicy;
import ist.spike.wire.SpikeException;
import java.util.ArrayList;
import java.util.List;

/** Makes policies of what was typed. */
final class PolicyDraft {

  /** What a policy can grant, as SPIKE's messages list it. */
  static final String ALL_PERMISSIONS = "read, write, list, execute, super";

  private static final String LINE = "Error: [access_invalid_permission] ";

  private PolicyDraft() {}

  /** A policy of the four flags; none of it is checked but the permissions. */
  static PutPolicy of(Invocation invocation) {
    return new PutPolicy(invocation.flag("name"), invocation.flag("spiffeid-pattern"),
        invocation.flag("path-pattern"), permissions(invocation.flag("permissions")));
  }

  private static List<String> permissions(String text) {
    List<String> permissions = new ArrayList<>();
    for (String part : text.split(",", -1)) {
      if (!part.isBlank()) {
        permissions.add(part.strip());
      }
    }
    return checked(permissions);
  }

  /** The same permissions, all of which exist. */
  static List<String> checked(List<String> permissions) {
    List<String> known = List.of(ALL_PERMISSIONS.split(", "));
    for (String permission : permissions) {
      if (!known.contains(permission)) {
        throw new CommandFailure(LINE + "invalid permission: '" + permission
            + "'. valid permissions: '" + ALL_PERMISSIONS + "'", "nothing was done");
      }
    }
    if (permissions.isEmpty()) {
      throw new CommandFailure(LINE + "no valid permissions specified. valid permissions are: "
          + ALL_PERMISSIONS, "nothing was done");
    }
    return permissions;
  }

  /** What is wrong with a policy that Nexus refused; Nexus says only that something is. */
  static String fault(PutPolicy policy, SpikeException refusal) {
    try {
      PolicyRule.of(policy.name(), policy.spiffeIdPattern(), policy.pathPattern(),
          policy.permissions());
      return refusal.sentence();
    } catch (SpikeException e) {
      return e.sentence();
    }
  }
}
