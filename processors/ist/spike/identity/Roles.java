// SPDX-License-Identifier: Apache-2.0
package ist.spike.identity;

import io.spiffe.spiffeid.SpiffeId;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.SpikeException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Tells roles from SPIFFE IDs (wire spec 6.1). An ID has a role when it equals
 * {@code spiffe://ROOT/ROLE-PATH} for one of the role's trust roots, or lies below it.
 *
 * <p>SPIKE notices an empty trust root only when a request meets it, and ends; here it is an error at
 * start-up.
 */
public final class Roles {

  private final Map<Role, List<SpiffeId>> bases = new EnumMap<>(Role.class);

  /**
   * @param trustRoots per role a list such as {@code spike.ist} or {@code example.org/prefix/};
   *     blanks around an entry and slashes at its end do not count
   * @throws SpikeException when an entry is empty or is no trust domain with an optional path
   */
  public Roles(Map<Role, List<String>> trustRoots) {
    trustRoots.forEach((role, roots) -> bases.put(role, basesOf(role, roots)));
  }

  /** Whether {@code id} has this role. A role without trust roots is nobody's. */
  public boolean has(SpiffeId id, Role role) {
    for (SpiffeId base : bases.getOrDefault(role, List.of())) {
      if (id.getTrustDomain().equals(base.getTrustDomain())
          && isAtOrBelow(id.getPath(), base.getPath())) {
        return true;
      }
    }
    return false;
  }

  private static boolean isAtOrBelow(String path, String base) {
    return path.startsWith(base)
        && (path.length() == base.length() || path.charAt(base.length()) == '/');
  }

  /** The ID of this role below its first trust root; a role without trust roots has none. */
  public SpiffeId first(Role role) {
    List<SpiffeId> known = bases.getOrDefault(role, List.of());
    if (known.isEmpty()) {
      throw new SpikeException(ErrorCode.BAD_SETTING, "role " + role + " has no trust root");
    }
    return known.getFirst();
  }

  /** Accepts the IDs that have at least one of these roles. */
  public Predicate<SpiffeId> anyOf(Role... roles) {
    List<Role> wanted = List.of(roles);
    return id -> wanted.stream().anyMatch(role -> has(id, role));
  }

  /**
   * Refuses to go on with an identity that does not have the role.
   *
   * @throws SpikeException naming both
   */
  public void require(SpiffeId own, Role role) {
    if (!has(own, role)) {
      throw new SpikeException(ErrorCode.UNAUTHORIZED, "our SPIFFE ID is " + own
          + ", which is not one of " + bases.getOrDefault(role, List.of())
          + "; check the registration entry and the trust roots");
    }
  }

  private static List<SpiffeId> basesOf(Role role, Collection<String> roots) {
    List<SpiffeId> found = new ArrayList<>();
    for (String root : roots) {
      found.add(baseOf(role, root));
    }
    return List.copyOf(found);
  }

  private static SpiffeId baseOf(Role role, String root) {
    String clean = root.strip();
    while (clean.endsWith("/")) {
      clean = clean.substring(0, clean.length() - 1);
    }
    if (clean.isEmpty()) {
      throw new SpikeException(ErrorCode.BAD_SETTING,
          "a trust root of role " + role + " is empty; remove the stray comma");
    }
    try {
      return SpiffeId.parse("spiffe://" + clean + "/" + role.path());
    } catch (IllegalArgumentException | io.spiffe.exception.InvalidSpiffeIdException e) {
      throw new SpikeException(ErrorCode.BAD_SETTING, "the trust root '" + root + "' of role "
          + role + " is not a trust domain such as spike.ist, with or without a path", e);
    }
  }
}
