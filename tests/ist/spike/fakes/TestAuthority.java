// SPDX-License-Identifier: Apache-2.0
package ist.spike.fakes;

import io.spiffe.spiffeid.SpiffeId;
import ist.spike.identity.CertificateAuthority;
import ist.spike.identity.Svid;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A certificate authority in memory that also signs what no honest authority would. */
public final class TestAuthority {

  /** How a leaf looks; change one thing to make a bad one. */
  public record Leaf(List<String> uris, boolean authority, int usage, Instant from, Instant until) {

    /** What a good SVID looks like. */
    public static Leaf of(String id, Duration lifetime) {
      Instant now = Instant.now();
      return new Leaf(List.of(id), false, KeyUsage.digitalSignature, now.minusSeconds(1),
          now.plus(lifetime));
    }

    public Leaf withUris(String... other) {
      return new Leaf(List.of(other), authority, usage, from, until);
    }

    public Leaf withUsage(int other) {
      return new Leaf(uris, authority, other, from, until);
    }

    public Leaf asAuthority() {
      return new Leaf(uris, true, usage, from, until);
    }

    public Leaf expired() {
      return new Leaf(uris, authority, usage, from.minusSeconds(3600), from);
    }
  }

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final X500Principal NAME = new X500Principal("O=test authority");

  private final KeyPair keys = CertificateAuthority.newKeyPair();
  private final X509Certificate certificate;

  public TestAuthority() {
    this(root());
  }

  private TestAuthority(Leaf root) {
    this.certificate = sign(root, NAME, keys);
  }

  /** One whose end has come, which still has its key. */
  public static TestAuthority expired() {
    return new TestAuthority(root().expired());
  }

  private static Leaf root() {
    return Leaf.of("spiffe://test", Duration.ofDays(1)).asAuthority()
        .withUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign);
  }

  /** The trust anchor. */
  public X509Certificate certificate() {
    return certificate;
  }

  /** A good SVID. */
  public Svid issue(String id, Duration lifetime) {
    return issue(SpiffeId.parse(id), Leaf.of(id, lifetime));
  }

  /** An SVID that claims to be {@code id}, with whatever leaf. */
  public Svid issue(SpiffeId id, Leaf leaf) {
    KeyPair leafKeys = CertificateAuthority.newKeyPair();
    return new Svid(id, List.of(sign(leaf, new X500Principal("O=test"), leafKeys)),
        leafKeys.getPrivate());
  }

  private X509Certificate sign(Leaf leaf, X500Principal subject, KeyPair subjectKeys) {
    try {
      var builder = new JcaX509v3CertificateBuilder(NAME, new BigInteger(127, RANDOM).setBit(0),
          Date.from(leaf.from), Date.from(leaf.until), subject, subjectKeys.getPublic());
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(leaf.authority));
      builder.addExtension(Extension.keyUsage, true, new KeyUsage(leaf.usage));
      if (!leaf.uris.isEmpty()) {
        builder.addExtension(Extension.subjectAlternativeName, false,
            new GeneralNames(leaf.uris.stream()
                .map(uri -> new GeneralName(GeneralName.uniformResourceIdentifier, uri))
                .toArray(GeneralName[]::new)));
      }
      return new JcaX509CertificateConverter().getCertificate(builder
          .build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate())));
    } catch (GeneralSecurityException | CertIOException | OperatorCreationException e) {
      throw new AssertionError("a P-256 certificate can always be made", e);
    }
  }
}
