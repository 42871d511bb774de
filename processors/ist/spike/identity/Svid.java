// SPDX-License-Identifier: Apache-2.0
package ist.spike.identity;

import io.spiffe.spiffeid.SpiffeId;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;

/**
 * Our own identity for a while: an X.509-SVID and its key.
 *
 * @param id the SPIFFE ID in the leaf
 * @param chain the leaf first, then intermediates if there are any; never empty
 * @param key the leaf's private key
 */
public record Svid(SpiffeId id, List<X509Certificate> chain, PrivateKey key) {

  /** Copies the chain. */
  public Svid {
    chain = List.copyOf(chain);
    if (chain.isEmpty()) {
      throw new IllegalArgumentException("an SVID has at least a leaf certificate");
    }
  }

  /** The certificate that carries the SPIFFE ID. */
  public X509Certificate leaf() {
    return chain.getFirst();
  }

  /** When this identity ends. */
  public Instant notAfter() {
    return leaf().getNotAfter().toInstant();
  }

  /** Names the identity without its key. */
  @Override
  public String toString() {
    return "Svid[" + id + " until " + notAfter() + "]";
  }
}
