// SPDX-License-Identifier: Apache-2.0
package ist.spike.identity;

import io.spiffe.spiffeid.SpiffeId;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** A SPIFFE identity with its certificate chain, leaf first, and the leaf's private key. */
public record IssuedSvid(
    SpiffeId id, List<X509Certificate> chain, PrivateKey key, Instant issuedAt) {
  public IssuedSvid {
    chain = List.copyOf(chain);
  }

  /** The same without its history. */
  public Svid svid() {
    return new Svid(id, chain, key);
  }

  public X509Certificate leaf() {
    return chain.getFirst();
  }

  public Instant notAfter() {
    return leaf().getNotAfter().toInstant();
  }

  /** When half of the lifetime is over: the moment to push the next one, as SPIRE does. */
  public Instant halfLife() {
    return issuedAt.plus(Duration.between(issuedAt, notAfter()).dividedBy(2));
  }

  /** Without the key: private keys print themselves in some providers. */
  @Override
  public String toString() {
    return "IssuedSvid[%s, until %s]".formatted(id, notAfter());
  }
}
