// SPDX-License-Identifier: Apache-2.0
package ist.spike.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.spiffe.spiffeid.SpiffeId;
import ist.spike.fakes.TestAuthority;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class VerifiedChainsTest {

  private static final SpiffeId ID = SpiffeId.parse("spiffe://spike.ist/spike/nexus");
  private static final long GENERATION = 7;

  private static final VerifiedChains.Finding FOUND =
      new VerifiedChains.Finding(ID, GENERATION);

  private final TestAuthority authority = new TestAuthority();
  private final VerifiedChains verified = new VerifiedChains();

  @Test
  void find_sameAnchorsWhileValid_isTheId() {
    // Given
    X509Certificate[] chain = chain(Duration.ofHours(1));
    verified.add(chain, authority.certificate(), FOUND);

    // When, Then: to the last moment, which is part of the time a certificate is valid
    assertThat(verified.find(chain.clone(), GENERATION, Instant.now())).contains(ID);
    assertThat(verified.find(chain, GENERATION, chain[0].getNotAfter().toInstant())).contains(ID);
    assertThat(verified.find(chain, GENERATION, chain[0].getNotBefore().toInstant())).contains(ID);
  }

  @Test
  void find_otherAnchors_isNothing() {
    // Given
    X509Certificate[] chain = chain(Duration.ofHours(1));
    verified.add(chain, authority.certificate(), FOUND);

    // When, Then
    assertThat(verified.find(chain, GENERATION + 1, Instant.now())).isEmpty();
    assertThat(verified.find(chain, GENERATION - 1, Instant.now())).isEmpty();
  }

  @Test
  void find_anyCertificateNotValidAtTheTime_isNothing() {
    // Given a chain whose second certificate ends first
    X509Certificate leaf = chain(Duration.ofHours(2))[0];
    X509Certificate above = chain(Duration.ofHours(1))[0];
    X509Certificate[] chain = {leaf, above};
    verified.add(chain, authority.certificate(), FOUND);

    // When, Then
    assertThat(verified.find(chain, GENERATION, above.getNotAfter().toInstant().plusMillis(1)))
        .isEmpty();
    assertThat(
        verified.find(chain, GENERATION, above.getNotBefore().toInstant().minusMillis(1_001)))
        .isEmpty();
  }

  @Test
  void find_anchorNotValidAtTheTime_isNothing() {
    // Given a chain that outlives its authority
    X509Certificate[] chain = chain(Duration.ofDays(2));
    verified.add(chain, authority.certificate(), FOUND);

    // When, Then
    Instant end = authority.certificate().getNotAfter().toInstant();
    assertThat(verified.find(chain, GENERATION, end)).contains(ID);
    assertThat(verified.find(chain, GENERATION, end.plusMillis(1))).isEmpty();
  }

  @Test
  void find_anotherChainOfTheSamePeer_isNothing() {
    // Given
    X509Certificate[] chain = chain(Duration.ofHours(1));
    verified.add(chain, authority.certificate(), FOUND);

    // When, Then
    assertThat(verified.find(chain(Duration.ofHours(1)), GENERATION, Instant.now())).isEmpty();
    assertThat(verified.find(new X509Certificate[]{chain[0], chain[0]}, GENERATION, Instant.now()))
        .isEmpty();
  }

  @Test
  void add_moreThanAreKept_keepsTheNewest() {
    X509Certificate[] chain = chain(Duration.ofHours(1));
    for (int i = 0; i < 1_000; i++) {
      X509Certificate[] longer = new X509Certificate[i % 400 + 1];
      Arrays.fill(longer, chain[0]);
      verified.add(longer, authority.certificate(), FOUND);
      assertThat(verified.find(longer, GENERATION, Instant.now())).contains(ID);
      assertThat(verified.size()).isLessThanOrEqualTo(256);
    }
  }

  private X509Certificate[] chain(Duration lifetime) {
    return authority.issue(ID.toString(), lifetime).chain().toArray(X509Certificate[]::new);
  }
}
