// SPDX-License-Identifier: Apache-2.0
package ist.spike.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spiffe.spiffeid.SpiffeId;
import ist.spike.fakes.SettableSource;
import ist.spike.fakes.TestAuthority;
import ist.spike.fakes.TestAuthority.Leaf;
import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class SvidVerifierTest {

  private static final String ID = "spiffe://spike.ist/spike/nexus";
  private static final Leaf GOOD = Leaf.of(ID, Duration.ofHours(1));

  private final TestAuthority authority = new TestAuthority();
  private final SettableSource source = SettableSource.of(authority, "/spike/keeper");
  private final SvidVerifier verifier = new SvidVerifier(source);

  @Test
  void verify_goodLeaf_isItsId() throws CertificateException {
    assertThat(verifier.verify(chainOf(authority, GOOD))).isEqualTo(SpiffeId.parse(ID));
  }

  static Stream<Arguments> badLeaves() {
    return Stream.of(
        Arguments.of(GOOD.withUris(ID, ID + "/2"), "2 URI names"),
        Arguments.of(GOOD.withUris(), "0 URI names"),
        Arguments.of(GOOD.withUris("spiffe://spike.ist"), "no path"),
        Arguments.of(GOOD.withUris("https://spike.ist/spike/nexus"), "no SPIFFE ID"),
        Arguments.of(GOOD.withUris("spiffe://spike.ist/spike/../spike/nexus"), "no SPIFFE ID"),
        Arguments.of(GOOD.withUris("spiffe://spike.ist.evil.org/spike/nexus"), "no trust bundle"),
        Arguments.of(GOOD.withUris("spiffe://other.org/spike/nexus"), "no trust bundle"),
        Arguments.of(GOOD.asAuthority(), "an authority's"),
        Arguments.of(GOOD.withUsage(KeyUsage.keyEncipherment), "not for signatures"),
        Arguments.of(GOOD.withUsage(KeyUsage.digitalSignature | KeyUsage.keyCertSign),
            "may sign certificates"),
        Arguments.of(GOOD.withUsage(KeyUsage.digitalSignature | KeyUsage.cRLSign),
            "may sign certificates"),
        Arguments.of(GOOD.expired(), "not valid"));
  }

  @ParameterizedTest
  @MethodSource("badLeaves")
  void verify_badLeaf_isRefused(Leaf leaf, String sentence) {
    assertThatThrownBy(() -> verifier.verify(chainOf(authority, leaf)))
        .isInstanceOf(CertificateException.class).hasStackTraceContaining(sentence);
  }

  @Test
  void verify_leafOfAnotherAuthority_isRefused() {
    assertThatThrownBy(() -> verifier.verify(chainOf(new TestAuthority(), GOOD)))
        .isInstanceOf(CertificateException.class).hasMessageContaining("not valid");
  }

  @Test
  void verify_authorityThatHasEnded_cannotVouch() throws CertificateException {
    // Given
    TestAuthority ended = TestAuthority.expired();
    source.trustOnly(ended);

    // When, Then
    assertThatThrownBy(() -> verifier.verify(chainOf(ended, GOOD)))
        .isInstanceOf(CertificateException.class)
        .hasMessage("every authority of trust domain spike.ist has ended");
  }

  @Test
  void verify_authorityOfAnotherDomain_cannotVouch() {
    // Given two trust domains, both trusted
    TestAuthority other = new TestAuthority();
    SvidVerifier both = new SvidVerifier(new SettableSource(source.current(),
        Map.of("spike.ist", Set.of(authority.certificate()), "other.org",
            Set.of(other.certificate()))));

    // When the authority of one signs an ID of the other, Then it is refused
    assertThatThrownBy(() -> both.verify(chainOf(other, GOOD)))
        .isInstanceOf(CertificateException.class).hasMessageContaining("not valid");
  }

  @Test
  void verify_authoritySwapped_oldLeafIsRefused() throws CertificateException {
    // Given
    X509Certificate[] chain = chainOf(authority, GOOD);
    verifier.verify(chain);

    // When
    source.trustOnly(new TestAuthority());

    // Then
    assertThatThrownBy(() -> verifier.verify(chain)).isInstanceOf(CertificateException.class);
  }

  @Test
  void verify_oneByteOtherThanAChainKnown_isRefused() throws Exception {
    // Given a verified chain, and the same one with another signature
    X509Certificate[] chain = chainOf(authority, GOOD);
    verifier.verify(chain);
    byte[] forged = chain[0].getEncoded();
    forged[forged.length - 1] ^= 1;
    X509Certificate other = (X509Certificate) CertificateFactory.getInstance("X.509")
        .generateCertificate(new ByteArrayInputStream(forged));

    // When, Then
    assertThatThrownBy(() -> verifier.verify(new X509Certificate[]{other}))
        .isInstanceOf(CertificateException.class).hasMessageContaining("not valid");
  }

  private static X509Certificate[] chainOf(TestAuthority authority, Leaf leaf) {
    return authority.issue(SpiffeId.parse(ID), leaf).chain().toArray(X509Certificate[]::new);
  }
}
