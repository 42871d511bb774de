// SPDX-License-Identifier: Apache-2.0
package ist.spike.kit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.spiffe.spiffeid.SpiffeId;
import ist.spike.config.ListenAddress;
import ist.spike.fakes.RawHttps;
import ist.spike.fakes.SettableSource;
import ist.spike.fakes.TestAuthority;
import ist.spike.fakes.TestAuthority.Leaf;
import ist.spike.identity.Role;
import ist.spike.identity.Roles;
import ist.spike.identity.SvidKeyManager;
import ist.spike.identity.SvidTrustManager;
import ist.spike.identity.SvidVerifier;
import ist.spike.peer.PeerAnswer;
import ist.spike.peer.PeerClient;
import ist.spike.peer.PeerException;
import ist.spike.peer.PeerException.Reason;
import ist.spike.peer.PeerTimeouts;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.Reply;
import java.io.IOException;
import java.net.SocketException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HttpsEngineTest {

  /** The tests are about what the server does, not about how busy the machine is. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final PeerTimeouts PATIENT = new PeerTimeouts(PATIENCE, Duration.ofMinutes(5));
  private static final HttpsLimits LIMITS =
      new HttpsLimits(1000, 100, 50, PATIENCE, PATIENCE);
  /** With time for a handshake. */
  private static final HttpsLimits HASTY = new HttpsLimits(1000, 100, 50, 50,
      Duration.ofSeconds(1), PATIENCE, PATIENCE, new HttpsLimits.Handshakes(100, PATIENCE));
  /** A machine may stand still for as long as an SVID outlives its successor's coming. */
  private static final Duration LIFE = Duration.ofSeconds(8);
  private static final int ROTATIONS = 12;
  private static final String WORKLOAD = "spiffe://spike.ist/workload";

  private final TestAuthority authority = new TestAuthority();
  private final SettableSource ours = SettableSource.of(authority, "/spike/nexus");
  private final SettableSource theirs = SettableSource.of(authority, "/workload");
  private final AtomicInteger verified = new AtomicInteger();
  private final CountDownLatch entered = new CountDownLatch(1);
  private final CountDownLatch release = new CountDownLatch(1);
  private final CamelContext camel = new DefaultCamelContext();

  @AfterEach
  void stop() {
    camel.stop();
  }

  @Test
  void request_ofVerifiedPeer_reachesTheRouteWithoutHeaders() throws Exception {
    // Given
    int port = serve(HttpsEngineTest::anybody);

    // When
    PeerAnswer answer = post(theirs, port, "/v1/x?action=get&action=list", "hello");

    // Then
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.contentType()).isEqualTo("application/json");
    assertThat(text(answer)).isEqualTo("POST /v1/x get application/json hello " + WORKLOAD + " {}");
  }

  @Test
  void request_routeFails_is500WithoutDetails() throws Exception {
    int port = serve(HttpsEngineTest::anybody);

    PeerAnswer answer = post(theirs, port, "/fail", "secret");

    assertThat(answer.status()).isEqualTo(500);
    assertThat(text(answer)).isEqualTo("{\"err\":\"api_internal_error\"}");
  }

  @ParameterizedTest
  @ValueSource(ints = {1001, 200_000})
  void request_bodyOverTheLimit_is400(int bytes) throws Exception {
    int port = serve(HttpsEngineTest::anybody);

    PeerAnswer answer = post(theirs, port, "/v1/x", "x".repeat(bytes));

    assertThat(answer.status()).isEqualTo(400);
    assertThat(text(answer)).isEqualTo("{\"err\":\"api_bad_request\"}");
    assertThat(post(theirs, port, "/v1/x", "x".repeat(1000)).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void handshake_clientWithoutCertificate_isRefused(String protocol) throws Exception {
    int port = serve(HttpsEngineTest::anybody);

    assertThatThrownBy(() -> talk(context(theirs, false), protocol, port))
        .isInstanceOf(IOException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void handshake_secondConnection_isAFullOne(String protocol) throws Exception {
    // Given a client that would resume if it were let
    int port = serve(HttpsEngineTest::anybody);
    SSLContext client = context(theirs, true);

    // When
    String first = talk(client, protocol, port);
    int afterFirst = verified.get();
    String second = talk(client, protocol, port);

    // Then
    assertThat(first).startsWith("HTTP/1.1 200");
    assertThat(second).startsWith("HTTP/1.1 200");
    assertThat(verified.get() - afterFirst).as("chains verified").isEqualTo(afterFirst);
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void handshake_clientWithoutTheRole_isToldThatItsCertificateIsBad(String protocol)
      throws Exception {
    int port =
        serve(new Roles(Map.of(Role.NEXUS, List.of("spike.ist"))).anyOf(Role.NEXUS));

    // A client that still writes when the connection is closed does not always hear why.
    await().atMost(PATIENCE).untilAsserted(
        () -> assertThatThrownBy(() -> listen(context(theirs, true), protocol, port))
            .isInstanceOf(IOException.class).hasMessageContaining("bad_certificate"));
  }

  @Test
  void handshake_badClients_areRefused() throws Exception {
    int port = serve(HttpsEngineTest::anybody);
    TestAuthority stranger = new TestAuthority();
    Leaf good = Leaf.of(WORKLOAD, Duration.ofHours(1));

    for (SettableSource bad : List.of(source(authority, good.expired()),
        source(authority, good.withUris(WORKLOAD, WORKLOAD + "/2")),
        source(authority, good.withUris("spiffe://spike.ist.evil.org/workload")),
        source(authority, good.asAuthority()), source(stranger, good))) {
      assertThat(failure(bad, port)).isIn(Reason.REFUSED, Reason.BROKEN);
    }
    assertThat(post(theirs, port, "/v1/x", "").status()).isEqualTo(200);
  }

  @Test
  void handshake_wrongRole_isRefused() throws Exception {
    Roles roles = new Roles(
        Map.of(Role.NEXUS, List.of("spike.ist"), Role.BOOTSTRAP, List.of("spike.ist")));
    int port = serve(roles.anyOf(Role.NEXUS, Role.BOOTSTRAP));

    assertThat(failure(theirs, port)).isIn(Reason.REFUSED, Reason.BROKEN);
    assertThat(failure(SettableSource.of(authority, "/spike/nexusx"), port))
        .isIn(Reason.REFUSED, Reason.BROKEN);
    assertThat(post(SettableSource.of(authority, "/spike/bootstrap/1"), port, "/v1/x", "").status())
        .isEqualTo(200);
  }

  @Test
  void connection_authoritySwapped_oldClientIsRefusedOnItsOpenConnection() throws Exception {
    // Given a client with an open connection
    int port = serve(HttpsEngineTest::anybody);
    try (PeerClient client =
        new PeerClient(theirs, HttpsEngineTest::anybody, PATIENT)) {
      assertThat(post(client, port, "/v1/x", "").status()).isEqualTo(200);

      // When the server no longer trusts who signed its certificate
      ours.trustOnly(new TestAuthority());

      // Then
      assertThat(post(client, port, "/v1/x", "").status()).isEqualTo(401);
      assertThatThrownBy(() -> post(client, port, "/v1/x", ""))
          .isInstanceOf(PeerException.class);
    }
  }

  @Test
  void connections_shortLivedSvids_noRequestFails() throws Exception {
    // Given a server and clients whose SVIDs are renewed each second
    ours.rotate(authority.issue("spiffe://spike.ist/spike/nexus", LIFE));
    theirs.rotate(authority.issue(WORKLOAD, LIFE));
    int port = serve(HttpsEngineTest::anybody);
    AtomicBoolean end = new AtomicBoolean();
    AtomicInteger served = new AtomicInteger();
    try (PeerClient client = new PeerClient(theirs, HttpsEngineTest::anybody, PATIENT);
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
          ours.rotate(authority.issue("spiffe://spike.ist/spike/nexus", LIFE));
          theirs.rotate(authority.issue(WORKLOAD, LIFE));
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

  @Test
  void connection_clientSaysNothing_isClosed() throws Exception {
    int port = serve(HttpsEngineTest::anybody, HASTY);
    try (SSLSocket socket = (SSLSocket) context(theirs, true).getSocketFactory()
        .createSocket("localhost", port)) {
      socket.setSoTimeout((int) PATIENCE.toMillis());
      socket.startHandshake();

      assertThat(isClosedAfter(socket, "POST /v1/x HTT")).isTrue();
    }
  }

  private static boolean isClosedAfter(SSLSocket socket, String text) throws IOException {
    try {
      socket.getOutputStream().write(text.getBytes(UTF_8));
      return socket.getInputStream().read() < 0;
    } catch (SocketException | SSLException e) {
      // It was closed before the text came.
      return true;
    }
  }

  @Test
  void requests_moreOfOneIdentityThanAllowed_areAskedToWait() throws Exception {
    // Given
    int port = serve(HttpsEngineTest::anybody,
        new HttpsLimits(1000, 100, 50, 1, PATIENCE, PATIENCE, PATIENCE,
            new HttpsLimits.Handshakes(100, PATIENCE)));
    SettableSource others = SettableSource.of(authority, "/other");
    try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<PeerAnswer> first = pool.submit(() -> post(theirs, port, "/slow", ""));
      assertThat(entered.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();

      // When
      PeerAnswer second = post(theirs, port, "/v1/x", "hello");
      PeerAnswer other = post(others, port, "/v1/x", "hello");
      release.countDown();

      // Then
      assertThat(second.status()).isEqualTo(503);
      assertThat(text(second)).isEqualTo("{\"err\":\"api_busy\"}");
      assertThat(other.status()).isEqualTo(200);
      assertThat(first.get(PATIENCE.toSeconds(), TimeUnit.SECONDS).status()).isEqualTo(200);
      assertThat(post(theirs, port, "/v1/x", "hello").status()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Host: x\r\nHost: x\r\n", "Host: x\r\n: y\r\n",
      "Host: x\r\nTransfer-Encoding: xchunked\r\n",
      "Host: x\r\nTransfer-Encoding: gzip, chunked\r\n",
      "Host: x\r\nTransfer-Encoding: identity\r\n",
      "Host: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n0\r\n",
      "Host: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhello\r\n0\r\n",
      "Host: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n-1\r\n"})
  void request_thatNoHonestClientSends_isRefusedAndTheConnectionClosed(String headers)
      throws Exception {
    int port = serve(HttpsEngineTest::anybody);
    try (RawHttps client = RawHttps.connect(RawHttps.context(theirs), port)) {
      client.send("POST /v1/x HTTP/1.1\r\n" + headers + "\r\n");

      assertThat(client.read()).hasToString("400 {\"err\":\"api_bad_request\"}");
      assertThat(client.isClosed()).isTrue();
    }
  }

  @Test
  void request_chunked_isTheLastOnItsConnection() throws Exception {
    int port = serve(HttpsEngineTest::anybody);
    try (RawHttps client = RawHttps.connect(RawHttps.context(theirs), port)) {
      client.send("""
          POST /v1/x HTTP/1.1
          Host: x
          Transfer-Encoding: chunked

          3
          hel
          2;x=y
          lo
          0
          A: b

          POST /v1/x HTTP/1.1
          Host: x

          """.replace("\n", "\r\n"));

      assertThat(client.read().text()).contains(" hello ");
      assertThat(client.isClosed()).isTrue();
    }
  }

  /** Also what never gets to a route is written down, and what cannot be written down not sent. */
  @Test
  void answers_ofEveryKind_areRecordedBeforeTheyAreSent() throws Exception {
    // Given
    List<String> recorded = new CopyOnWriteArrayList<>();
    HttpsEngine engine = engine(HttpsEngineTest::anybody, LIMITS).recordingIn((request, reply) -> {
      recorded.add(request.path() + " " + request.caller().orElseThrow() + " " + reply.status());
      return request.path().equals("/full") ? Reply.failure(ErrorCode.BUSY) : reply;
    });
    prepare(camel, engine);
    camel.start();
    int port = engine.getServerPort();

    // When
    post(theirs, port, "/v1/x", "hello");
    post(theirs, port, "/v1/large", "x".repeat(1001));
    post(theirs, port, "/fail", "secret");
    int full = post(theirs, port, "/full", "").status();
    for (String request : List.of("POST /v1/smuggled HTTP/1.1\r\n\r\n", "GARBAGE\r\n\r\n")) {
      try (RawHttps client = RawHttps.connect(RawHttps.context(theirs), port)) {
        client.send(request);
        assertThat(client.read().header("x-request-id")).isPresent();
      }
    }

    // Then
    assertThat(full).isEqualTo(503);
    assertThat(recorded).containsExactly("/v1/x " + WORKLOAD + " 200",
        "/v1/large " + WORKLOAD + " 400", "/fail " + WORKLOAD + " 500",
        "/full " + WORKLOAD + " 200",
        "/v1/smuggled " + WORKLOAD + " 400", " " + WORKLOAD + " 400");
  }

  @Test
  void start_portTaken_failsWithTheAddress() throws Exception {
    int port = serve(HttpsEngineTest::anybody);
    CamelContext second = new DefaultCamelContext();
    prepare(second, new HttpsEngine(new ListenAddress("127.0.0.1", port), ours,
        HttpsEngineTest::anybody, LIMITS));

    assertThatThrownBy(second::start)
        .hasStackTraceContaining("cannot listen on 127.0.0.1:" + port)
        .hasStackTraceContaining("Address already in use");
    second.stop();
  }

  @Test
  void stop_requestUnderWay_isAnsweredFirst() throws Exception {
    // Given
    int port = serve(HttpsEngineTest::anybody);
    try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<PeerAnswer> slow = pool.submit(() -> post(theirs, port, "/slow", ""));
      assertThat(entered.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();

      // When
      Future<?> stop = pool.submit(camel::stop);
      release.countDown();

      // Then
      assertThat(slow.get(PATIENCE.toSeconds(), TimeUnit.SECONDS).status()).isEqualTo(200);
      stop.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }
  }

  private static boolean anybody(SpiffeId id) {
    return !id.getPath().isEmpty();
  }

  private int serve(Predicate<SpiffeId> clients) throws Exception {
    return serve(clients, LIMITS);
  }

  private HttpsEngine engine(Predicate<SpiffeId> clients, HttpsLimits limits) {
    return new HttpsEngine(new ListenAddress("127.0.0.1", 0), ours, id -> {
      verified.incrementAndGet();
      return clients.test(id);
    }, limits);
  }

  private int serve(Predicate<SpiffeId> clients, HttpsLimits limits) throws Exception {
    HttpsEngine engine = engine(clients, limits);
    prepare(camel, engine);
    camel.start();
    return engine.getServerPort();
  }

  private void prepare(CamelContext context, HttpsEngine engine) throws Exception {
    context.getRegistry().bind(HttpsEngine.NAME, engine);
    context.addRoutes(new RouteBuilder() {

      @Override
      public void configure() {
        from("platform-http:/?matchOnUriPrefix=true").process(exchange -> {
          HttpRequest request = exchange.getMessage().getBody(HttpRequest.class);
          if (request.path().equals("/fail")) {
            throw new IllegalStateException(new String(request.body(), UTF_8));
          }
          if (request.path().equals("/slow")) {
            entered.countDown();
            release.await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
          }
          String seen = String.join(" ", request.method(), request.path(), request.action(),
              request.contentType(), new String(request.body(), UTF_8),
              request.caller().map(SpiffeId::toString).orElse("nobody"),
              exchange.getMessage().getHeaders().toString());
          exchange.getMessage().setBody(Reply.ok(seen.getBytes(UTF_8)));
        });
      }
    });
  }

  private SettableSource source(TestAuthority signer, Leaf leaf) {
    return new SettableSource(signer.issue(SpiffeId.parse(WORKLOAD), leaf),
        Map.of("spike.ist", Set.of(authority.certificate())));
  }

  private static PeerAnswer post(SettableSource who, int port, String target, String body)
      throws PeerException {
    try (PeerClient client = new PeerClient(who, HttpsEngineTest::anybody, PATIENT)) {
      return post(client, port, target, body);
    }
  }

  private static PeerAnswer post(PeerClient client, int port, String target, String body)
      throws PeerException {
    return client.post(URI.create("https://localhost:" + port), target, body.getBytes(UTF_8),
        PATIENCE);
  }

  private static Reason failure(SettableSource who, int port) {
    try {
      PeerAnswer answer = post(who, port, "/v1/x", "");
      throw new AssertionError("answered: " + answer);
    } catch (PeerException e) {
      return e.reason();
    }
  }

  private static String text(PeerAnswer answer) {
    return new String(answer.body(), UTF_8);
  }

  private static SSLContext context(SettableSource who, boolean withCertificate) throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    KeyManager[] keys =
        withCertificate ? new KeyManager[]{new SvidKeyManager(who)} : new KeyManager[0];
    // Not our trust manager's socket methods, for those make sessions unfit for resumption.
    SvidTrustManager trust = new SvidTrustManager(new SvidVerifier(who), HttpsEngineTest::anybody);
    context.init(keys, new TrustManager[]{new PlainTrustManager(trust)}, null);
    return context;
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
