// SPDX-License-Identifier: Apache-2.0
package ist.spike.policy;

import java.time.Instant;

/**
 * A rule as it is stored.
 *
 * @param created when its name was first put
 * @param updated when it was last put
 */
public record Policy(PolicyRule rule, Instant created, Instant updated) {

  /** Its name; no two policies share one. */
  public String name() {
    return rule.name();
  }
}
