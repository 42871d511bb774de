// SPDX-License-Identifier: Apache-2.0
package ist.spike.kit;

import io.spiffe.spiffeid.SpiffeId;
import java.util.HashMap;
import java.util.Map;

/** The requests under way, in all and by caller. Lives on the event loop. */
final class InFlight {

  private final HttpsLimits limits;
  private final Map<SpiffeId, Integer> byCaller = new HashMap<>();
  private int all;

  InFlight(HttpsLimits limits) {
    this.limits = limits;
  }

  /** Counts one more; whether there is room for all of them. */
  boolean begin() {
    return ++all <= limits.maxRequests();
  }

  /** Counts one more of this caller; whether there is room for all of the caller's. */
  boolean begin(SpiffeId caller) {
    return byCaller.merge(caller, 1, Integer::sum) <= limits.maxRequestsPerIdentity();
  }

  void end(SpiffeId caller) {
    all--;
    byCaller.computeIfPresent(caller, (id, count) -> count == 1 ? null : count - 1);
  }

  boolean isNone() {
    return all == 0;
  }
}
