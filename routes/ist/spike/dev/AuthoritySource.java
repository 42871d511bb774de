// SPDX-License-Identifier: Apache-2.0
package ist.spike.dev;

import ist.spike.identity.IssuedSvid;
import ist.spike.identity.Svid;
import ist.spike.identity.SvidSource;
import java.security.cert.X509Certificate;
import java.util.Set;

/** The embedded authority's SVIDs for calls from its own process, without a socket between. */
final class AuthoritySource implements SvidSource {
  private final EmbeddedAuthority authority;
  private final String name;

  AuthoritySource(EmbeddedAuthority authority, String name) {
    this.authority = authority;
    this.name = name;
  }

  @Override
  public Svid current() {
    IssuedSvid svid = authority.current(name);
    return new Svid(svid.id(), svid.chain(), svid.key());
  }

  @Override
  public Set<X509Certificate> authorities(String trustDomain) {
    return trustDomain.equals(EmbeddedAuthority.TRUST_DOMAIN)
        ? Set.of(authority.certificate())
        : Set.of();
  }

  @Override
  public long generation() {
    // Grows with every SVID, which is all that is asked of it.
    return authority.current(name).issuedAt().toEpochMilli();
  }

  @Override
  public void close() {
    // The authority is not this source's to close.
  }
}
