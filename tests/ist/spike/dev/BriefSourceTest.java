// SPDX-License-Identifier: Apache-2.0
package ist.spike.dev;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.spiffe.spiffeid.SpiffeId;
import ist.spike.identity.BriefSource;
import ist.spike.identity.SvidVerifier;
import ist.spike.wire.SpikeException;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The small client of the Workload API with the real authority of {@code spike dev}. */
final class BriefSourceTest {

  private static final SpiffeId PILOT =
      SpiffeId.parse("spiffe://spike.ist/spike/pilot/role/superuser");
  private static final Duration BOUND = Duration.ofSeconds(20);
  private static final Duration HASTE = Duration.ofMillis(300);

  @TempDir
  private Path temp = Path.of("");

  @Test
  void open_authorityServes_bringsWhatTheAuthorityIssued() throws Exception {
    // Given
    try (EmbeddedAuthority authority = open(Duration.ofMinutes(5))) {
      // When
      BriefSource source = BriefSource.open(authority.address("superuser"), BOUND);

      // Then
      assertThat(source.current().id()).isEqualTo(PILOT);
      assertThat(source.current().leaf()).isEqualTo(authority.current("superuser").leaf());
      assertThat(source.current().key()).isEqualTo(authority.current("superuser").key());
      assertThat(source.authorities("spike.ist")).containsExactly(authority.certificate());
      assertThat(source.authorities("other.example")).isEmpty();
      assertThat(new SvidVerifier(source).verify(
          source.current().chain().toArray(X509Certificate[]::new))).isEqualTo(PILOT);
    }
  }

  @Test
  void current_mostOfTheLifeIsOver_bringsANewOne() throws Exception {
    // Given
    try (EmbeddedAuthority authority = open(Duration.ofSeconds(4))) {
      BriefSource source = BriefSource.open(authority.address("superuser"), BOUND);
      X509Certificate first = source.current().leaf();

      // When
      await().atMost(BOUND).until(() -> !source.current().leaf().equals(first));

      // Then
      assertThat(source.generation()).isGreaterThan(1);
    }
  }

  @Test
  void current_authorityGone_staysUntilItsEndAndThenSaysSo() throws Exception {
    // Given
    AtomicReference<Duration> later = new AtomicReference<>(Duration.ZERO);
    String address;
    BriefSource source;
    try (EmbeddedAuthority authority = open(Duration.ofHours(3))) {
      address = authority.address("superuser");
      source = BriefSource.open(address, BOUND, () -> Instant.now().plus(later.get()));
    }

    // When
    later.set(Duration.ofMinutes(150));

    // Then
    assertThat(source.current().id()).isEqualTo(PILOT);

    // When
    later.set(Duration.ofHours(3));

    // Then
    assertThatThrownBy(source::current).isInstanceOf(SpikeException.class)
        .hasMessageContaining("our SVID ended at ")
        .hasMessageContaining(address + " brings no new one");
  }

  @Test
  void open_nobodyAnswers_saysSoInTime() throws Exception {
    // Given
    Path path = temp.resolve("deaf.sock");
    String address = "unix://" + path;
    try (var deaf = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      deaf.bind(UnixDomainSocketAddress.of(path));

      // Then
      assertThatThrownBy(() -> BriefSource.open(address, HASTE))
          .isInstanceOf(SpikeException.class).hasMessageContaining("no SVID from " + address
              + " within 0 s (it does not answer); check that the SPIRE agent runs");
    }
  }

  @Test
  void open_nobodyTakesConnections_saysSoInTime() throws Exception {
    // Given a queue that is full
    Path path = temp.resolve("full.sock");
    String address = "unix://" + path;
    List<SocketChannel> waiting = new ArrayList<>();
    try (var full = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      full.bind(UnixDomainSocketAddress.of(path), 1);
      assertThatThrownBy(() -> {
        for (int i = 0; i < 10; i++) {
          SocketChannel each = SocketChannel.open(StandardProtocolFamily.UNIX);
          waiting.add(each);
          each.configureBlocking(false);
          each.connect(UnixDomainSocketAddress.of(path));
        }
      }).isInstanceOf(SocketException.class);

      // Then
      assertTimeoutPreemptively(BOUND, () -> assertThatThrownBy(() -> BriefSource.open(address,
          HASTE)).isInstanceOf(SpikeException.class).hasMessageContaining("no SVID from " + address
              + " within 0 s ("));
    } finally {
      for (SocketChannel each : waiting) {
        each.close();
      }
    }
  }

  @Test
  void current_agentHangs_isTheOldOneAndAskedAgainOnlyLater() throws Exception {
    // Given an SVID whose renewal is due, long before its end
    AtomicReference<Duration> later = new AtomicReference<>(Duration.ZERO);
    BriefSource source;
    Path path;
    try (EmbeddedAuthority authority = open(Duration.ofHours(3))) {
      String address = authority.address("superuser");
      path = Path.of(address.substring("unix://".length()));
      source = BriefSource.open(address, BOUND, () -> Instant.now().plus(later.get()));
    }
    later.set(Duration.ofMinutes(150));
    Files.deleteIfExists(path);
    try (var deaf = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      deaf.bind(UnixDomainSocketAddress.of(path));

      // When
      long began = System.nanoTime();
      for (int i = 0; i < 100; i++) {
        assertThat(source.current().id()).isEqualTo(PILOT);
      }

      // Then
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(BOUND.dividedBy(2));
    }
  }

  private EmbeddedAuthority open(Duration lifetime) throws Exception {
    return EmbeddedAuthority.open(temp, Map.of("superuser", PILOT), lifetime);
  }
}
