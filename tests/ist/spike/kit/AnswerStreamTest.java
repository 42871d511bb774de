// SPDX-License-Identifier: Apache-2.0
package ist.spike.kit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import ist.spike.wire.ErrorCode;
import ist.spike.wire.Operation;
import ist.spike.wire.Reply;
import ist.spike.wire.SpikeException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies that are made while they are sent. */
final class AnswerStreamTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final PeerTimeouts PATIENT = new PeerTimeouts(PATIENCE, Duration.ofMinutes(5));
  private static final Duration CLIENT_MAY_IDLE = Duration.ofSeconds(1);
  private static final int PIECE_BYTES = 1_000;
  /** More than any socket's buffers take. */
  private static final int ENDLESS = 400_000_000;

  private final TestAuthority authority = new TestAuthority();
  private final SettableSource theirs = SettableSource.of(authority, "/workload");
  private final CamelContext camel = new DefaultCamelContext();
  private final AtomicLong made = new AtomicLong();
  private final List<String> recorded = new CopyOnWriteArrayList<>();
  private Ledger ledger = (_, reply) -> {
    recorded.add(reply.status() + " " + reply.code());
    return reply;
  };
  private final CountDownLatch ended = new CountDownLatch(1);
  private int port;

  @AfterEach
  void stop() {
    camel.stop();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, AnswerStream.CHUNK_SIZE_BYTES, AnswerStream.CHUNK_SIZE_BYTES + 1,
      3_000_000})
  void stream_ofAnyLength_arrivesWhole(int size) throws Exception {
    serve();
    PeerAnswer answer = post(size);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.contentType()).isEqualTo("application/json");
    assertThat(answer.body()).hasSize(size);
    assertThat(new String(answer.body(), UTF_8)).matches("s*");
    assertThat(recorded).containsExactly("200 ");
  }

  @Test
  void stream_failsBeforeTheFirstChunkIsSent_isAnAnswerInTheOperationsShape() throws Exception {
    serve();
    PeerAnswer answer = post(-1_000);
    assertThat(answer.status()).isEqualTo(503);
    assertThat(new String(answer.body(), UTF_8))
        .isEqualTo("{\"keys\":null,\"err\":\"api_busy\"}");
    assertThat(recorded).containsExactly("503 api_busy");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3 * AnswerStream.CHUNK_SIZE_BYTES, -1_000})
  void stream_thatCannotBeRecorded_isNotSent(int size) throws Exception {
    // Given
    ledger = (_, _) -> Reply.failure(Operation.LIST_SECRETS, ErrorCode.BUSY);
    serve();

    // When
    PeerAnswer answer = post(size);

    // Then
    assertThat(answer.status()).isEqualTo(503);
    assertThat(new String(answer.body(), UTF_8))
        .isEqualTo("{\"keys\":null,\"err\":\"api_busy\"}");
  }

  @Test
  void stream_whoseRecordBreaks_isCutOff() throws Exception {
    // Given
    ledger = (_, _) -> {
      throw new IllegalStateException("no ledger");
    };
    serve();

    // When, Then
    assertThatThrownBy(() -> post(1)).isInstanceOf(PeerException.class);
    assertThatThrownBy(() -> post(-1_000)).isInstanceOf(PeerException.class);
  }

  @Test
  void stream_failsLater_doesNotEnd() throws Exception {
    serve();
    assertThatThrownBy(() -> post(-3 * AnswerStream.CHUNK_SIZE_BYTES))
        .isInstanceOf(PeerException.class);
    assertThat(post(1).status()).isEqualTo(200);
  }

  @Test
  void stream_clientTakesNothing_isNotMadeAheadAndCutOff() throws Exception {
    // Given
    serve(CLIENT_MAY_IDLE);
    try (SSLSocket socket =
        (SSLSocket) context().getSocketFactory().createSocket("localhost", port)) {
      String body = Integer.toString(ENDLESS);

      // When
      socket.getOutputStream().write(("POST /x HTTP/1.1\r\nHost: x\r\nContent-Length: "
          + body.length() + "\r\n\r\n" + body).getBytes(UTF_8));

      // Then
      assertThat(ended.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
      assertThat(made.get()).isLessThan(ENDLESS / 4);
    }
  }

  private void serve() throws Exception {
    serve(PATIENCE);
  }

  private void serve(Duration clientMayIdle) throws Exception {
    HttpsEngine engine = new HttpsEngine(new ListenAddress("127.0.0.1", 0),
        SettableSource.of(authority, "/spike/nexus"), id -> true,
        new HttpsLimits(1_000, 100, 50, PATIENCE, clientMayIdle))
        .recordingIn((request, reply) -> ledger.record(request, reply));
    camel.getRegistry().bind(HttpsEngine.NAME, engine);
    camel.addRoutes(new RouteBuilder() {

      @Override
      public void configure() {
        from("platform-http:/?matchOnUriPrefix=true").process(exchange -> {
          byte[] body = exchange.getMessage().getBody(HttpRequest.class).body();
          int size = Integer.parseInt(new String(body, UTF_8));
          exchange.getMessage()
              .setBody(Reply.streamed(Operation.LIST_SECRETS, out -> write(out, size)));
        });
      }
    });
    camel.start();
    port = engine.getServerPort();
  }

  /** Writes so many bytes; of a negative number as many, and then fails. */
  private void write(OutputStream out, int size) throws IOException {
    byte[] piece = new byte[PIECE_BYTES];
    Arrays.fill(piece, (byte) 's');
    try {
      for (int left = Math.abs(size); left > 0; left -= PIECE_BYTES) {
        out.write(piece, 0, Math.min(left, PIECE_BYTES));
        made.addAndGet(PIECE_BYTES);
      }
    } finally {
      ended.countDown();
    }
    if (size < 0) {
      throw new SpikeException(ErrorCode.BUSY, "the disk is full");
    }
  }

  private PeerAnswer post(int size) throws PeerException {
    try (PeerClient client = new PeerClient(theirs, id -> true, PATIENT)) {
      return client.post(URI.create("https://localhost:" + port), "/v1/x",
          Integer.toString(size).getBytes(UTF_8), PATIENCE);
    }
  }

  private SSLContext context() throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(new KeyManager[]{new SvidKeyManager(theirs)},
        new TrustManager[]{
            new PlainTrustManager(new SvidTrustManager(new SvidVerifier(theirs), id -> true))},
        null);
    return context;
  }
}
