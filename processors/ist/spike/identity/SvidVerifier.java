// SPDX-License-Identifier: Apache-2.0
package ist.spike.identity;

import io.spiffe.spiffeid.SpiffeId;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorResult;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXCertPathValidatorResult;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Verifies a peer's X.509-SVID (X509-SVID specification, sections 2, 4 and 5; wire spec 1): the leaf
 * is no authority, may sign and nothing more, has exactly one URI name, which is a SPIFFE ID with a
 * path, and its chain is valid now under the trust anchors of its own trust domain.
 *
 * <p>There is no revocation for SVIDs; they live for minutes instead.
 */
public final class SvidVerifier {

  private static final int URI_NAME = 6;
  private static final int DIGITAL_SIGNATURE = 0;
  private static final int KEY_CERT_SIGN = 5;
  private static final int CRL_SIGN = 6;
  private static final int NO_AUTHORITY = -1;

  private final SvidSource source;
  private final VerifiedChains verified = new VerifiedChains();

  /** Verifies against the trust anchors that {@code source} knows at the time of each call. */
  public SvidVerifier(SvidSource source) {
    this.source = source;
  }

  /**
   * The SPIFFE ID of the peer whose chain this is, leaf first.
   *
   * @throws CertificateException when anything about the chain is not as it must be, with a sentence
   *     that says what
   */
  public SpiffeId verify(X509Certificate[] chain) throws CertificateException {
    if (chain.length == 0) {
      throw new CertificateException("the peer sent no certificate");
    }
    // SECURITY: asked before the anchors are, so that a verdict never counts for newer ones.
    long generation = source.generation();
    Optional<SpiffeId> known = verified.find(chain, generation, Instant.now());
    if (known.isPresent()) {
      return known.get();
    }
    SpiffeId id = idOf(chain[0]);
    requireLeafProfile(chain[0], id);
    X509Certificate anchor = requireValidPath(chain, id);
    verified.add(chain, anchor, new VerifiedChains.Finding(id, generation));
    return id;
  }

  // SECURITY: an ID read from a certificate is worth nothing before its chain is verified.
  static SpiffeId idOf(X509Certificate leaf) throws CertificateException {
    Collection<List<?>> names = leaf.getSubjectAlternativeNames();
    List<String> uris = names == null
        ? List.of()
        : names.stream()
            .filter(name -> Integer.valueOf(URI_NAME).equals(name.get(0)))
            .map(name -> String.valueOf(name.get(1))).toList();
    if (uris.size() != 1) {
      throw new CertificateException(
          "the peer's certificate has " + uris.size() + " URI names, an SVID has one");
    }
    try {
      SpiffeId id = SpiffeId.parse(uris.getFirst());
      if (id.getPath().isEmpty()) {
        throw new CertificateException("the peer's SPIFFE ID has no path: " + id);
      }
      return id;
    } catch (RuntimeException e) {
      throw new CertificateException("the peer's URI name is no SPIFFE ID", e);
    }
  }

  private static void requireLeafProfile(X509Certificate leaf, SpiffeId id)
      throws CertificateException {
    if (leaf.getBasicConstraints() != NO_AUTHORITY) {
      throw new CertificateException("the certificate of " + id + " is an authority's");
    }
    boolean[] usage = leaf.getKeyUsage();
    if (usage == null || !usage[DIGITAL_SIGNATURE]) {
      throw new CertificateException("the certificate of " + id + " is not for signatures");
    }
    if (usage[KEY_CERT_SIGN] || usage[CRL_SIGN]) {
      throw new CertificateException("the certificate of " + id + " may sign certificates");
    }
  }

  // SECURITY: only the anchors of the leaf's own trust domain count, so that the authority of one
  // domain cannot vouch for an ID of another.
  private X509Certificate requireValidPath(X509Certificate[] chain, SpiffeId id)
      throws CertificateException {
    Set<TrustAnchor> anchors = anchors(id.getTrustDomain().getName());
    try {
      PKIXParameters parameters = new PKIXParameters(anchors);
      parameters.setRevocationEnabled(false);
      CertPathValidatorResult result = CertPathValidator.getInstance("PKIX").validate(
          CertificateFactory.getInstance("X.509").generateCertPath(Arrays.asList(chain)),
          parameters);
      return ((PKIXCertPathValidatorResult) result).getTrustAnchor().getTrustedCert();
    } catch (GeneralSecurityException e) {
      throw new CertificateException("the certificate of " + id + " is not valid: "
          + e.getMessage(), e);
    }
  }

  // SECURITY: to PKIX an anchor is good for ever. An authority stays in its bundle for a while
  // after
  // its end, and who guards its key by then?
  private Set<TrustAnchor> anchors(String trustDomain) throws CertificateException {
    Set<X509Certificate> authorities = source.authorities(trustDomain);
    if (authorities.isEmpty()) {
      throw new CertificateException("no trust bundle for trust domain " + trustDomain);
    }
    Instant now = Instant.now();
    Set<TrustAnchor> anchors = authorities.stream()
        .filter(each -> !now.isAfter(each.getNotAfter().toInstant()))
        .map(each -> new TrustAnchor(each, null)).collect(Collectors.toSet());
    if (anchors.isEmpty()) {
      throw new CertificateException(
          "every authority of trust domain " + trustDomain + " has ended");
    }
    return anchors;
  }
}
