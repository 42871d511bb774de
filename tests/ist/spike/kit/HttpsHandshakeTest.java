// SPDX-License-Identifier: Apache-2.0
package ist.spike.kit;

import static ist.spike.kit.HttpsFixture.PATIENCE;
import static ist.spike.kit.HttpsFixture.PATIENT;
import static ist.spike.kit.HttpsFixture.WORKLOAD;
import static ist.spike.kit.HttpsFixture.context;
import static ist.spike.kit.HttpsFixture.post;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.spiffe.spiffeid.SpiffeId;
import ist.spike.fakes.SettableSource;
import ist.spike.fakes.TestAuthority;
import ist.spike.fakes.TestAuthority.Leaf;
import ist.spike.identity.Role;
import ist.spike.identity.Roles;
import ist.spike.peer.PeerAnswer;
import ist.spike.peer.PeerClient;
import ist.spike.peer.PeerException;
import ist.spike.peer.PeerException.Reason;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is let in, at each connection anew, and what becomes of open ones when certificates change. */
final class HttpsHandshakeTest {

  /** A machine may stand still for as long as an SVID outlives its successor's coming. */
  private static final Duration LIFE = Duration.ofSeconds(8);
  private static final int ROTATIONS = 12;

  private final HttpsFixture https = new HttpsFixture();

  @AfterEach
  void stop() {
    https.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void handshake_clientWithoutCertificate_isRefused(String protocol) throws Exception {
    int port = https.serve(HttpsFixture::anybody);

    assertThatThrownBy(() -> talk(context(https.theirs, false), protocol, port))
        .isInstanceOf(IOException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void handshake_secondConnection_isAFullOne(String protocol) throws Exception {
    // Given a client that would resume if it were let
    int port = https.serve(HttpsFixture::anybody);
    SSLContext client = context(https.theirs, true);

    // When
    String first = talk(client, protocol, port);
    int afterFirst = https.verified.get();
    String second = talk(client, protocol, port);

    // Then
    assertThat(first).startsWith("HTTP/1.1 200");
    assertThat(second).startsWith("HTTP/1.1 200");
    assertThat(https.verified.get() - afterFirst).as("chains verified").isEqualTo(afterFirst);
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void handshake_clientWithoutTheRole_isToldThatItsCertificateIsBad(String protocol)
      throws Exception {
    int port =
        https.serve(new Roles(Map.of(Role.NEXUS, List.of("spike.ist"))).anyOf(Role.NEXUS));

    // A client that still writes when the connection is closed does not always hear why.
    await().atMost(PATIENCE).untilAsserted(
        () -> assertThatThrownBy(() -> listen(context(https.theirs, true), protocol, port))
            .isInstanceOf(IOException.class).hasMessageContaining("bad_certificate"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void handshake_clientWhoseCertificateExpired_isToldSo(String protocol) throws Exception {
    int port = https.serve(HttpsFixture::anybody);
    SettableSource late =
        source(https.authority, Leaf.of(WORKLOAD, Duration.ofHours(1)).expired());

    await().atMost(PATIENCE).untilAsserted(
        () -> assertThatThrownBy(() -> listen(context(late, true), protocol, port))
            .isInstanceOf(IOException.class).hasMessageContaining("certificate_expired"));
  }

  @Test
  void handshake_badClients_areRefused() throws Exception {
    int port = https.serve(HttpsFixture::anybody);
    TestAuthority stranger = new TestAuthority();
    Leaf good = Leaf.of(WORKLOAD, Duration.ofHours(1));

    for (SettableSource bad : List.of(source(https.authority, good.expired()),
        source(https.authority, good.withUris(WORKLOAD, WORKLOAD + "/2")),
        source(https.authority, good.withUris("spiffe://spike.ist.evil.org/workload")),
        source(https.authority, good.asAuthority()), source(stranger, good))) {
      assertThat(failure(bad, port)).isIn(Reason.REFUSED, Reason.BROKEN);
    }
    assertThat(post(https.theirs, port, "/v1/x", "").status()).isEqualTo(200);
  }

  @Test
  void handshake_wrongRole_isRefused() throws Exception {
    Roles roles = new Roles(
        Map.of(Role.NEXUS, List.of("spike.ist"), Role.BOOTSTRAP, List.of("spike.ist")));
    int port = https.serve(roles.anyOf(Role.NEXUS, Role.BOOTSTRAP));

    assertThat(failure(https.theirs, port)).isIn(Reason.REFUSED, Reason.BROKEN);
    assertThat(failure(SettableSource.of(https.authority, "/spike/nexusx"), port))
        .isIn(Reason.REFUSED, Reason.BROKEN);
    assertThat(
        post(SettableSource.of(https.authority, "/spike/bootstrap/1"), port, "/v1/x", "").status())
        .isEqualTo(200);
  }

  @Test
  void connection_authoritySwapped_oldClientIsRefusedOnItsOpenConnection() throws Exception {
    // Given a client with an open connection
    int port = https.serve(HttpsFixture::anybody);
    try (PeerClient client =
        new PeerClient(https.theirs, HttpsFixture::anybody, PATIENT)) {
      assertThat(post(client, port, "/v1/x", "").status()).isEqualTo(200);

      // When the server no longer trusts who signed its certificate
      https.ours.trustOnly(new TestAuthority());

      // Then
      assertThat(post(client, port, "/v1/x", "").status()).isEqualTo(401);
      assertThatThrownBy(() -> post(client, port, "/v1/x", ""))
          .isInstanceOf(PeerException.class);
    }
  }

  @Test
  void connections_shortLivedSvids_noRequestFails() throws Exception {
    // Given a server and clients whose SVIDs are renewed each second
    https.ours.rotate(https.authority.issue("spiffe://spike.ist/spike/nexus", LIFE));
    https.theirs.rotate(https.authority.issue(WORKLOAD, LIFE));
    int port = https.serve(HttpsFixture::anybody);
    AtomicBoolean end = new AtomicBoolean();
    AtomicInteger served = new AtomicInteger();
    try (PeerClient client = new PeerClient(https.theirs, HttpsFixture::anybody, PATIENT);
        ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> loads = IntStream.range(0, 4).<Future<?>>mapToObj(
          _ -> pool.submit(() -> {
            while (!end.get()) {
              assertThat(post(client, port, "/v1/x", "hello").status()).isEqualTo(200);
              served.incrementAndGet();
            }
            return served;
          })).toList();

      // When many of them end one after the other under a few thousand requests
      AtomicInteger rotations = new AtomicInteger();
      try (var clock = Executors.newSingleThreadScheduledExecutor()) {
        var _ = clock.scheduleAtFixedRate(() -> {
          https.ours.rotate(https.authority.issue("spiffe://spike.ist/spike/nexus", LIFE));
          https.theirs.rotate(https.authority.issue(WORKLOAD, LIFE));
          rotations.incrementAndGet();
        }, 1, 1, TimeUnit.SECONDS);
        await().atMost(Duration.ofSeconds(90)).until(() -> rotations.get() >= ROTATIONS
            && (served.get() > 2000 || loads.stream().anyMatch(Future::isDone)));
        clock.shutdownNow();
      }
      end.set(true);

      // Then
      for (Future<?> load : loads) {
        load.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      }
    }
    assertThat(served).hasValueGreaterThan(2000);
  }

  private SettableSource source(TestAuthority signer, Leaf leaf) {
    return new SettableSource(signer.issue(SpiffeId.parse(WORKLOAD), leaf),
        Map.of("spike.ist", Set.of(https.authority.certificate())));
  }

  private static Reason failure(SettableSource who, int port) {
    try {
      PeerAnswer answer = post(who, port, "/v1/x", "");
      throw new AssertionError("answered: " + answer);
    } catch (PeerException e) {
      return e.reason();
    }
  }

  private static int listen(SSLContext context, String protocol, int port) throws IOException {
    try (
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("localhost", port)) {
      socket.setSoTimeout((int) PATIENCE.toMillis());
      socket.setEnabledProtocols(new String[]{protocol});
      socket.startHandshake();
      return socket.getInputStream().read();
    }
  }

  private static String talk(SSLContext context, String protocol, int port) throws IOException {
    try (
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("localhost", port)) {
      socket.setSoTimeout((int) PATIENCE.toMillis());
      socket.setEnabledProtocols(new String[]{protocol});
      socket.getOutputStream().write(
          "POST /v1/x HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
              .getBytes(UTF_8));
      String answer = new String(socket.getInputStream().readAllBytes(), UTF_8);
      if (answer.isEmpty()) {
        throw new IOException("closed without an answer");
      }
      return answer;
    }
  }
}
