// SPDX-License-Identifier: Apache-2.0
package ist.spike.kit;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.spiffe.spiffeid.SpiffeId;
import ist.spike.config.ListenAddress;
import ist.spike.fakes.SettableSource;
import ist.spike.fakes.TestAuthority;
import ist.spike.identity.SvidKeyManager;
import ist.spike.identity.SvidTrustManager;
import ist.spike.identity.SvidVerifier;
import ist.spike.peer.PeerAnswer;
import ist.spike.peer.PeerClient;
import ist.spike.peer.PeerException;
import ist.spike.peer.PeerTimeouts;
import ist.spike.wire.Reply;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;

/** An HTTPS engine in front of one route that says what it sees, and a client that it trusts. */
final class HttpsFixture implements AutoCloseable {

  /** The tests are about what the server does, not about how busy the machine is. */
  static final Duration PATIENCE = Duration.ofSeconds(60);
  static final PeerTimeouts PATIENT = new PeerTimeouts(PATIENCE, Duration.ofMinutes(5));
  static final HttpsLimits LIMITS =
      new HttpsLimits(1000, 100, 50, PATIENCE, PATIENCE);
  static final String WORKLOAD = "spiffe://spike.ist/workload";

  final TestAuthority authority = new TestAuthority();
  final SettableSource ours = SettableSource.of(authority, "/spike/nexus");
  final SettableSource theirs = SettableSource.of(authority, "/workload");
  final AtomicInteger verified = new AtomicInteger();
  final CountDownLatch entered = new CountDownLatch(1);
  final CountDownLatch release = new CountDownLatch(1);
  final CamelContext camel = new DefaultCamelContext();

  static boolean anybody(SpiffeId id) {
    return !id.getPath().isEmpty();
  }

  int serve(Predicate<SpiffeId> clients) throws Exception {
    return serve(clients, LIMITS);
  }

  HttpsEngine engine(Predicate<SpiffeId> clients, HttpsLimits limits) {
    return new HttpsEngine(new ListenAddress("127.0.0.1", 0), ours, id -> {
      verified.incrementAndGet();
      return clients.test(id);
    }, limits);
  }

  int serve(Predicate<SpiffeId> clients, HttpsLimits limits) throws Exception {
    HttpsEngine engine = engine(clients, limits);
    prepare(camel, engine);
    camel.start();
    return engine.getServerPort();
  }

  void prepare(CamelContext context, HttpsEngine engine) throws Exception {
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

  static PeerAnswer post(SettableSource who, int port, String target, String body)
      throws PeerException {
    try (PeerClient client = new PeerClient(who, HttpsFixture::anybody, PATIENT)) {
      return post(client, port, target, body);
    }
  }

  static PeerAnswer post(PeerClient client, int port, String target, String body)
      throws PeerException {
    return client.post(URI.create("https://localhost:" + port), target, body.getBytes(UTF_8),
        PATIENCE);
  }

  static String text(PeerAnswer answer) {
    return new String(answer.body(), UTF_8);
  }

  static SSLContext context(SettableSource who, boolean withCertificate) throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    KeyManager[] keys =
        withCertificate ? new KeyManager[]{new SvidKeyManager(who)} : new KeyManager[0];
    // Not our trust manager's socket methods, for those make sessions unfit for resumption.
    SvidTrustManager trust = new SvidTrustManager(new SvidVerifier(who), HttpsFixture::anybody);
    context.init(keys, new TrustManager[]{new PlainTrustManager(trust)}, null);
    return context;
  }

  @Override
  public void close() {
    camel.stop();
  }
}
