// SPDX-License-Identifier: Apache-2.0
package ist.spike.kit;

import ist.spike.identity.Svid;
import ist.spike.identity.SvidSource;
import ist.spike.metrics.MetricsText;
import java.time.Duration;
import java.time.Instant;

/** What a program tells of itself on its management port; never a secret, nor a name of one. */
public interface Vitals {

  /** Why it cannot do its work now; empty when it can. */
  String whyNotReady();

  /** Writes all its metrics. */
  void writeTo(MetricsText text);

  /** Writes for how long the SVID is good, and was when it was new. */
  static void writeIdentity(MetricsText text, SvidSource identity) {
    Svid svid = identity.current();
    Instant began = svid.leaf().getNotBefore().toInstant();
    text.gauge("spike_svid_left_seconds", "Until the SVID in use ends, negative afterwards.")
        .sample(Duration.between(Instant.now(), svid.notAfter()).toSeconds());
    text.gauge("spike_svid_lifetime_seconds", "From beginning to end of the SVID in use.")
        .sample(Duration.between(began, svid.notAfter()).toSeconds());
  }
}
