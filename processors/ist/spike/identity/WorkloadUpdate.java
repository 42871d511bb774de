// SPDX-License-Identifier: Apache-2.0
package ist.spike.identity;

import io.spiffe.svid.x509svid.X509Svid;
import io.spiffe.workloadapi.X509Context;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * One update of the Workload API, unchangeable: identity and trust anchors belong together.
 *
 * @param svid our identity, the first the Workload API names (wire spec 1)
 * @param anchors trust anchors by name of the trust domain
 * @param generation how many updates there were
 * @param received when it came
 */
record WorkloadUpdate(Svid svid, Map<String, Set<X509Certificate>> anchors, long generation,
    Instant received) {

  /** Two thirds: what is left then must do for noticing and for a new connection. */
  private static final int OVERDUE_NUMERATOR = 2;
  private static final int OVERDUE_DENOMINATOR = 3;

  static WorkloadUpdate of(X509Context update, long generation, Instant received) {
    X509Svid svid = update.getDefaultSvid();
    Map<String, Set<X509Certificate>> anchors = new HashMap<>();
    update.getX509BundleSet().getBundles().forEach((domain, bundle) -> anchors
        .put(domain.getName(), Set.copyOf(bundle.getX509Authorities())));
    Svid own = new Svid(svid.getSpiffeId(), svid.getChain(), svid.getPrivateKey());
    return new WorkloadUpdate(own, Map.copyOf(anchors), generation, received);
  }

  /** From when on a missing update is no longer normal; SPIRE renews at half of the lifetime. */
  Instant overdue() {
    Duration life = Duration.between(received, svid.notAfter());
    return received.plus(life.multipliedBy(OVERDUE_NUMERATOR).dividedBy(OVERDUE_DENOMINATOR));
  }
}
