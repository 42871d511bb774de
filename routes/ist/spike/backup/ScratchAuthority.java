// SPDX-License-Identifier: Apache-2.0
package ist.spike.backup;

import io.spiffe.spiffeid.SpiffeId;
import ist.spike.identity.CertificateAuthority;
import ist.spike.identity.FixedSource;
import ist.spike.identity.Svid;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;

/**
 * Who is who in one drill. Nexus has no identity but its own, so a drill makes authorities for the
 * trust domains of those who take part. They live in memory, nobody but the drill's own processes
 * trusts them, and what they sign ends with the drill.
 */
final class ScratchAuthority {

  private final Duration life;
  private final Map<String, CertificateAuthority> authorities = new HashMap<>();

  /**
   * @param life of each identity
   */
  ScratchAuthority(Duration life) {
    this.life = life;
  }

  /** A new SVID of this identity. */
  Svid issue(SpiffeId id) {
    String domain = id.getTrustDomain().getName();
    return authorities
        .computeIfAbsent(domain, name -> new CertificateAuthority(name, InstantSource.system()))
        .issue(id, life).svid();
  }

  /** A client's or server's identity, which trusts whoever was issued one so far. */
  FixedSource source(Svid svid) {
    return new FixedSource(svid, anchors());
  }

  /** The authorities of all trust domains so far. */
  Map<String, X509Certificate> anchors() {
    Map<String, X509Certificate> anchors = new HashMap<>();
    authorities.forEach((domain, authority) -> anchors.put(domain, authority.certificate()));
    return anchors;
  }
}
