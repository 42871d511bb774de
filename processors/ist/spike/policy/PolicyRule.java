// SPDX-License-Identifier: Apache-2.0
package ist.spike.policy;

import ist.spike.wire.ErrorCode;
import ist.spike.wire.SpikeException;
import ist.spike.wire.Validation;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What a policy says: callers whose SPIFFE ID the one pattern is found in may do these things on
 * paths the other is found in. Whoever has one has a valid one (wire spec 7), compiled.
 */
public final class PolicyRule {

  /** Grants everything else. */
  private static final String SUPER = "super";
  /** SPIKE's word for what a pattern that catches everything also catches. */
  private static final String PROBE = "spike-arbitrary-probe-value";

  private final String name;
  private final PolicyPattern spiffeId;
  private final PolicyPattern path;
  private final List<String> permissions;
  private final Set<ReservedPath> reachable;

  private PolicyRule(String name, PolicyPattern spiffeId, PolicyPattern path,
      List<String> permissions) {
    this.name = name;
    this.spiffeId = spiffeId;
    this.path = path;
    this.permissions = List.copyOf(permissions);
    this.reachable = reachable(spiffeId, path);
  }

  /**
   * Checks and compiles a rule.
   *
   * @throws SpikeException bad request, naming what SPIKE does not accept either
   */
  public static PolicyRule of(String name, String spiffeIdPattern, String pathPattern,
      List<String> permissions) {
    Validation.requireName(name);
    Validation.requireSpiffeIdPattern(spiffeIdPattern);
    Validation.requirePathPattern(pathPattern);
    Validation.requirePermissions(permissions);
    PolicyRule rule = new PolicyRule(name, PolicyPattern.compile(spiffeIdPattern),
        PolicyPattern.compile(pathPattern), permissions);
    rule.requireMeantReservedPath();
    return rule;
  }

  /** SPIKE looks at the first reserved path alone; a later one is refused at each evaluation. */
  private void requireMeantReservedPath() {
    for (ReservedPath reserved : ReservedPath.values()) {
      if (path.isFoundIn(reserved.path())) {
        if (!reachable.contains(reserved)) {
          throw new SpikeException(ErrorCode.BAD_REQUEST, "the path pattern " + path.text()
              + " touches the reserved path " + reserved.path() + ": describe that path in full and"
              + " anchor the SPIFFE ID pattern with ^ and $, or keep clear of it");
        }
        return;
      }
    }
  }

  private static Set<ReservedPath> reachable(PolicyPattern spiffeId, PolicyPattern path) {
    Set<ReservedPath> reachable = EnumSet.noneOf(ReservedPath.class);
    for (ReservedPath reserved : ReservedPath.values()) {
      if (path.isFoundIn(reserved.path()) && path.describes(reserved.path())
          && (spiffeId.isAnchored() || spiffeId.describes(PROBE))) {
        reachable.add(reserved);
      }
    }
    return reachable;
  }

  /** Its name; no two policies share one. */
  public String name() {
    return name;
  }

  /** The pattern as it was written. */
  public String spiffeIdPattern() {
    return spiffeId.text();
  }

  /** The pattern as it was written. */
  public String pathPattern() {
    return path.text();
  }

  /** What it grants, as it was written. */
  public List<String> permissions() {
    return permissions;
  }

  String spiffeIdLiteral() {
    return spiffeId.literal();
  }

  String pathLiteral() {
    return path.literal();
  }

  /** Whether it grants this permission to this caller on this path (wire spec 6.4). */
  boolean grants(AccessQuestion question) {
    return hasPermission(question.permission()) && spiffeId.isFoundIn(question.spiffeId())
        && isFoundIn(question.path());
  }

  /** Why it does not grant this, one sentence each; none when it does. */
  List<String> reasonsAgainst(AccessQuestion question) {
    List<String> reasons = new ArrayList<>();
    if (!hasPermission(question.permission())) {
      reasons.add("it grants " + String.join(", ", permissions) + ", not "
          + question.permission());
    }
    if (!spiffeId.isFoundIn(question.spiffeId())) {
      reasons.add("its SPIFFE ID pattern " + spiffeId.text() + " is not found in the SPIFFE ID");
    }
    if (!path.isFoundIn(question.path())) {
      reasons.add("its path pattern " + path.text() + " is not found in the path");
    } else if (!isFoundIn(question.path())) {
      reasons.add(path.describes(question.path())
          ? "the path is reserved, and its SPIFFE ID pattern has not ^ and $ at its ends"
          : "the path is reserved, and its path pattern does not describe all of it");
    }
    return reasons;
  }

  /** What is unwise about it, one sentence each. */
  List<String> warnings() {
    List<String> warnings = new ArrayList<>();
    if (!spiffeId.isAnchored()) {
      warnings.add("the SPIFFE ID pattern has not ^ and $ at its ends: longer IDs match too");
    }
    if (spiffeId.isFoundIn("spiffe://" + PROBE + "/" + PROBE)) {
      warnings.add("the SPIFFE ID pattern matches any ID of any trust domain");
    }
    if (!path.isAnchored()) {
      warnings.add("the path pattern has not ^ and $ at its ends: it is found inside other paths");
    }
    if (path.isFoundIn(PROBE)) {
      warnings.add("the path pattern matches any path");
    }
    return warnings;
  }

  private boolean hasPermission(String permission) {
    return permissions.contains(permission) || permissions.contains(SUPER);
  }

  private boolean isFoundIn(String asked) {
    return ReservedPath.of(asked).map(reachable::contains).orElseGet(() -> path.isFoundIn(asked));
  }

  @Override
  public String toString() {
    return "PolicyRule[" + name + "]";
  }
}
