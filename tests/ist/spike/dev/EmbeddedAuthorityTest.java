// SPDX-License-Identifier: Apache-2.0
package ist.spike.dev;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollDomainSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.unix.DomainSocketAddress;
import io.spiffe.spiffeid.SpiffeId;
import io.spiffe.spiffeid.TrustDomain;
import io.spiffe.svid.x509svid.X509Svid;
import io.spiffe.svid.x509svid.X509SvidValidator;
import io.spiffe.workloadapi.DefaultX509Source;
import io.spiffe.workloadapi.X509Source;
import io.spiffe.workloadapi.grpc.SpiffeWorkloadAPIGrpc;
import io.spiffe.workloadapi.grpc.Workload.X509SVIDRequest;
import ist.spike.identity.CertificateAuthority;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedAuthorityTest {
  private static final SpiffeId NEXUS = SpiffeId.parse("spiffe://spike.ist/spike/nexus");
  private static final Duration MINUTES = Duration.ofMinutes(5);
  private static final Duration BOUND = Duration.ofSeconds(20);

  @TempDir
  Path temp;

  @Test
  void fetch_knownIdentity_bringsAnSvidThatItsBundleVerifies() throws Exception {
    // Given
    try (EmbeddedAuthority authority = open(temp, MINUTES)) {
      // When
      try (X509Source source = source(authority)) {
        // Then
        X509Svid svid = source.getX509Svid();
        assertThat(svid.getSpiffeId()).isEqualTo(NEXUS);
        X509SvidValidator.verifyChain(svid.getChain(), source);
        assertThat(
            source.getBundleForTrustDomain(TrustDomain.parse("spike.ist")).getX509Authorities())
            .containsExactly(authority.certificate());
        assertThat(authority.current("nexus").leaf()).isEqualTo(svid.getLeaf());
      }
    }
  }

  @Test
  void watch_halfTheLifetimeOver_bringsNewSvids() throws Exception {
    // Given
    Duration life = Duration.ofSeconds(6);
    try (EmbeddedAuthority authority = open(temp, life);
        X509Source source = source(authority)) {
      X509Svid first = source.getX509Svid();
      // When
      await().atMost(BOUND).until(() -> !source.getX509Svid().getLeaf().equals(first.getLeaf()));
      // Then
      X509Svid second = source.getX509Svid();
      assertThat(second.getPrivateKey()).isNotEqualTo(first.getPrivateKey());
      assertThat(second.getLeaf().getNotAfter().toInstant()).as("made before the first one's end")
          .isBefore(first.getLeaf().getNotAfter().toInstant().plus(life));
      await().atMost(BOUND).until(() -> !source.getX509Svid().getLeaf().equals(second.getLeaf()));
    }
  }

  @Test
  void fetch_withoutSecurityHeader_isRefused() throws Exception {
    // Given
    EpollEventLoopGroup group = new EpollEventLoopGroup(1);
    try (EmbeddedAuthority authority = open(temp, MINUTES)) {
      ManagedChannel channel = NettyChannelBuilder
          .forAddress(new DomainSocketAddress(authority.socket("nexus").toFile()))
          .eventLoopGroup(group)
          .channelType(EpollDomainSocketChannel.class, DomainSocketAddress.class)
          .usePlaintext()
          .build();
      var client = SpiffeWorkloadAPIGrpc.newBlockingStub(channel)
          .withDeadlineAfter(BOUND);
      // When
      var answer = client.fetchX509SVID(X509SVIDRequest.getDefaultInstance());
      // Then
      assertThatThrownBy(answer::hasNext)
          .isInstanceOfSatisfying(StatusRuntimeException.class,
              e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT));
      channel.shutdownNow();
    } finally {
      group.shutdownGracefully().awaitUninterruptibly(BOUND.toMillis());
    }
  }

  @Test
  void open_anywhere_leavesFilesToTheOwnerAlone() throws Exception {
    // When
    try (EmbeddedAuthority authority = open(temp, MINUTES)) {
      // Then
      assertThat(mode(temp.resolve("sockets"))).isEqualTo("rwx------");
      assertThat(mode(authority.socket("nexus"))).isEqualTo("rw-------");
    }
  }

  @Test
  void open_staleSocketInTheWay_replacesIt() throws Exception {
    // Given
    Path stale = Files.createDirectory(temp.resolve("sockets")).resolve("nexus.sock");
    try (
        ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      dead.bind(UnixDomainSocketAddress.of(stale));
    }
    assertThat(stale).exists();
    // When
    try (EmbeddedAuthority authority = open(temp, MINUTES); X509Source source = source(authority)) {
      // Then
      assertThat(source.getX509Svid().getSpiffeId()).isEqualTo(NEXUS);
    }
    assertThat(stale).doesNotExist();
  }

  @Test
  void address_pathWithBlanks_isOneThatClientsTake() throws Exception {
    // Given
    Path blanks = Files.createDirectory(temp.resolve("it's a path"));
    // When
    try (EmbeddedAuthority authority = open(blanks, MINUTES);
        X509Source source = source(authority)) {
      // Then
      assertThat(source.getX509Svid().getSpiffeId()).isEqualTo(NEXUS);
    }
  }

  @Test
  void open_pathTooLongForASocket_linksToAShortOne() throws Exception {
    // Given
    Path deep = Files.createDirectories(temp.resolve("d".repeat(60)).resolve("e".repeat(60)));
    Path shortDirectory;
    // When
    try (EmbeddedAuthority authority = open(deep, MINUTES); X509Source source = source(authority)) {
      // Then
      Path shortPath = authority.socket("nexus");
      shortDirectory = shortPath.resolve("..").normalize();
      assertThat(source.getX509Svid().getSpiffeId()).isEqualTo(NEXUS);
      assertThat(SocketFile.fits(shortPath)).isTrue();
      assertThat(deep.resolve("sockets/nexus.sock").toRealPath()).isEqualTo(shortPath.toRealPath());
      assertThat(mode(shortDirectory)).isEqualTo("rwx------");
    }
    assertThat(shortDirectory).doesNotExist();
    assertThat(Files.exists(deep.resolve("sockets/nexus.sock"), LinkOption.NOFOLLOW_LINKS))
        .isFalse();
  }

  @Test
  void issue_foreignTrustDomain_throws() {
    // Given
    CertificateAuthority authority =
        new CertificateAuthority("spike.ist", InstantSource.system());
    // Then
    assertThatThrownBy(() -> authority.issue(SpiffeId.parse("spiffe://other.org/x"), MINUTES))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("spiffe://other.org/x is not in trust domain spike.ist");
  }

  private static EmbeddedAuthority open(Path data, Duration lifetime) throws Exception {
    return EmbeddedAuthority.open(data.resolve("sockets"), Map.of("nexus", NEXUS), lifetime);
  }

  private static X509Source source(EmbeddedAuthority authority) throws Exception {
    return DefaultX509Source.newSource(DefaultX509Source.X509SourceOptions.builder()
        .spiffeSocketPath(authority.address("nexus"))
        .initTimeout(BOUND)
        .build());
  }

  private static String mode(Path path) throws Exception {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
