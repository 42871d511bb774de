// SPDX-License-Identifier: Apache-2.0
package ist.spike.identity;

import java.security.cert.X509Certificate;
import java.util.Map;
import java.util.Set;

/**
 * An identity that never changes, for a process or a client that does not outlive it.
 *
 * @param current who we are
 * @param anchors the authority of each trust domain that we know
 */
public record FixedSource(Svid current, Map<String, X509Certificate> anchors)
    implements
      SvidSource {

  /** Takes a copy. */
  public FixedSource {
    anchors = Map.copyOf(anchors);
  }

  @Override
  public Set<X509Certificate> authorities(String trustDomain) {
    X509Certificate anchor = anchors.get(trustDomain);
    return anchor == null ? Set.of() : Set.of(anchor);
  }

  @Override
  public long generation() {
    return 1;
  }

  @Override
  public void close() {}
}
