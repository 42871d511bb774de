// SPDX-License-Identifier: Apache-2.0
package ist.spike.identity;

import io.spiffe.spiffeid.SpiffeId;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * A certificate authority for one trust domain that lives and dies with this process. Its key is
 * never written anywhere: that of {@code spike dev} ends with it, that of a drill with the drill.
 *
 * <p>Keys are P-256, serial numbers 127 random bits, certificates as the SPIFFE X.509-SVID
 * specification asks (section 4 of X509-SVID).
 */
public final class CertificateAuthority {
  /** Longer than anybody develops in one go; the authority ends with its process anyway. */
  private static final Duration AUTHORITY_LIFETIME = Duration.ofDays(365);
  /** A peer's clock on the same machine is ours, but reading it and checking it are two moments. */
  private static final Duration BACKDATED = Duration.ofSeconds(10);
  private static final int SERIAL_BITS = 127;

  private final String trustDomain;
  private final InstantSource clock;
  private final SecureRandom random = new SecureRandom();
  private final KeyPair keys;
  private final X509Certificate certificate;

  public CertificateAuthority(String trustDomain, InstantSource clock) {
    this.trustDomain = trustDomain;
    this.clock = clock;
    this.keys = newKeyPair();
    Profile profile = new Profile("spiffe://" + trustDomain, keys.getPublic(), true);
    this.certificate = sign(profile, clock.instant().plus(AUTHORITY_LIFETIME));
  }

  /** The authority's own certificate: the trust domain's bundle. */
  public X509Certificate certificate() {
    return certificate;
  }

  public String trustDomain() {
    return trustDomain;
  }

  /**
   * Makes a key and a certificate for it.
   *
   * @throws IllegalArgumentException when the identity belongs to another trust domain
   */
  public IssuedSvid issue(SpiffeId id, Duration lifetime) {
    if (!id.getTrustDomain().getName().equals(trustDomain)) {
      throw new IllegalArgumentException("%s is not in trust domain %s".formatted(id, trustDomain));
    }
    KeyPair leafKeys = newKeyPair();
    Instant issuedAt = clock.instant();
    Profile profile = new Profile(id.toString(), leafKeys.getPublic(), false);
    X509Certificate leaf = sign(profile, issuedAt.plus(lifetime));
    return new IssuedSvid(id, List.of(leaf), leafKeys.getPrivate(), issuedAt);
  }

  private record Profile(String uri, PublicKey key, boolean isAuthority) {}

  private X509Certificate sign(Profile profile, Instant notAfter) {
    try {
      X500Principal issuer = name("SPIKE embedded authority");
      X500Principal subject = profile.isAuthority ? issuer : name("SPIKE workload");
      Date notBefore = Date.from(clock.instant().minus(BACKDATED));
      BigInteger serial = new BigInteger(SERIAL_BITS, random).setBit(0);
      var builder = new JcaX509v3CertificateBuilder(
          issuer, serial, notBefore, Date.from(notAfter), subject, profile.key);
      addExtensions(builder, profile);
      var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate());
      return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
    } catch (GeneralSecurityException | IOException | OperatorCreationException e) {
      throw new AssertionError("a P-256 certificate can always be made", e);
    }
  }

  private void addExtensions(JcaX509v3CertificateBuilder builder, Profile profile)
      throws GeneralSecurityException, IOException {
    JcaX509ExtensionUtils ids = new JcaX509ExtensionUtils();
    boolean authority = profile.isAuthority;
    int usage = authority ? KeyUsage.keyCertSign | KeyUsage.cRLSign : KeyUsage.digitalSignature;
    builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
    builder.addExtension(Extension.keyUsage, true, new KeyUsage(usage));
    builder.addExtension(Extension.subjectKeyIdentifier, false,
        ids.createSubjectKeyIdentifier(profile.key));
    builder.addExtension(Extension.authorityKeyIdentifier, false,
        ids.createAuthorityKeyIdentifier(keys.getPublic()));
    if (!authority) {
      builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(
          new KeyPurposeId[]{KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth}));
    }
    GeneralName uri = new GeneralName(GeneralName.uniformResourceIdentifier, profile.uri);
    builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(uri));
  }

  private static X500Principal name(String organisation) {
    return new X500Principal("O=" + organisation);
  }

  /** A fresh key on P-256, which every TLS library has. */
  public static KeyPair newKeyPair() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new AssertionError("every JDK has P-256", e);
    }
  }
}
