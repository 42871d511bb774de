// SPDX-License-Identifier: Apache-2.0
package ist.spike.kit;

import static ist.spike.kit.HttpsFixture.LIMITS;
import static ist.spike.kit.HttpsFixture.PATIENCE;
import static ist.spike.kit.HttpsFixture.WORKLOAD;
import static ist.spike.kit.HttpsFixture.context;
import static ist.spike.kit.HttpsFixture.post;
import static ist.spike.kit.HttpsFixture.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ist.spike.fakes.RawHttps;
import ist.spike.fakes.SettableSource;
import ist.spike.peer.PeerAnswer;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.Reply;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a request may look like, how it is answered, and that each answer is recorded. */
final class HttpsRequestTest {

  private final HttpsFixture https = new HttpsFixture();

  @AfterEach
  void stop() {
    https.close();
  }

  @Test
  void request_ofVerifiedPeer_reachesTheRouteWithoutHeaders() throws Exception {
    // Given
    int port = https.serve(HttpsFixture::anybody);

    // When
    PeerAnswer answer = post(https.theirs, port, "/v1/x?action=get&action=list", "hello");

    // Then
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.contentType()).isEqualTo("application/json");
    assertThat(text(answer)).isEqualTo("POST /v1/x get application/json hello " + WORKLOAD + " {}");
  }

  @Test
  void request_routeFails_is500WithoutDetails() throws Exception {
    int port = https.serve(HttpsFixture::anybody);

    PeerAnswer answer = post(https.theirs, port, "/fail", "secret");

    assertThat(answer.status()).isEqualTo(500);
    assertThat(text(answer)).isEqualTo("{\"err\":\"api_internal_error\"}");
  }

  @ParameterizedTest
  @ValueSource(ints = {1001, 200_000})
  void request_bodyOverTheLimit_is400(int bytes) throws Exception {
    int port = https.serve(HttpsFixture::anybody);

    PeerAnswer answer = post(https.theirs, port, "/v1/x", "x".repeat(bytes));

    assertThat(answer.status()).isEqualTo(400);
    assertThat(text(answer)).isEqualTo("{\"err\":\"api_bad_request\"}");
    assertThat(post(https.theirs, port, "/v1/x", "x".repeat(1000)).status()).isEqualTo(200);
  }

  @Test
  void requests_moreOfOneIdentityThanAllowed_areAskedToWait() throws Exception {
    // Given
    int port = https.serve(HttpsFixture::anybody,
        new HttpsLimits(1000, 100, 50, 1, PATIENCE, PATIENCE, PATIENCE,
            new HttpsLimits.Handshakes(100, PATIENCE)));
    SettableSource others = SettableSource.of(https.authority, "/other");
    try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<PeerAnswer> first = pool.submit(() -> post(https.theirs, port, "/slow", ""));
      assertThat(https.entered.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();

      // When
      PeerAnswer second = post(https.theirs, port, "/v1/x", "hello");
      PeerAnswer other = post(others, port, "/v1/x", "hello");
      https.release.countDown();

      // Then
      assertThat(second.status()).isEqualTo(503);
      assertThat(text(second)).isEqualTo("{\"err\":\"api_busy\"}");
      assertThat(other.status()).isEqualTo(200);
      assertThat(first.get(PATIENCE.toSeconds(), TimeUnit.SECONDS).status()).isEqualTo(200);
      assertThat(post(https.theirs, port, "/v1/x", "hello").status()).isEqualTo(200);
    }
  }

  @Test
  void requests_moreBytesOfOneIdentityThanAllowed_areAskedToWait() throws Exception {
    // Given one that is worked on and has 1,000 bytes of the 1,500 that its caller may have
    int port = https.serve(HttpsFixture::anybody, withBodies(3_000));
    SettableSource others = SettableSource.of(https.authority, "/other");
    try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<PeerAnswer> first =
          pool.submit(() -> post(https.theirs, port, "/slow", "x".repeat(1_000)));
      assertThat(https.entered.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();

      // When
      PeerAnswer tooLarge = post(https.theirs, port, "/v1/x", "x".repeat(501));
      PeerAnswer tooLargeToAnswer = post(https.theirs, port, "/v1/x", "x".repeat(490));
      PeerAnswer small = post(https.theirs, port, "/v1/x", "hello");
      PeerAnswer other = post(others, port, "/v1/x", "x".repeat(1_000));
      https.release.countDown();

      // Then
      assertThat(text(tooLarge)).isEqualTo("{\"err\":\"api_busy\"}");
      assertThat(text(tooLargeToAnswer)).isEqualTo("{\"err\":\"api_busy\"}");
      assertThat(small.status()).isEqualTo(200);
      assertThat(other.status()).isEqualTo(200);
      assertThat(first.get(PATIENCE.toSeconds(), TimeUnit.SECONDS).status()).isEqualTo(200);
      assertThat(post(https.theirs, port, "/v1/x", "x".repeat(1_000)).status()).isEqualTo(200);
    }
  }

  /** Its answer has more bytes than anybody may have at a time. */
  @Test
  void request_alone_isAnsweredWhateverItsSize() throws Exception {
    int port = https.serve(HttpsFixture::anybody, withBodies(2_000));

    PeerAnswer answer = post(https.theirs, port, "/v1/x", "x".repeat(1_000));

    assertThat(answer.body()).hasSizeGreaterThan(1_000);
    assertThat(answer.status()).isEqualTo(200);
  }

  /** Headers of five bytes take thirty times as much memory. */
  @Test
  void heads_thatDoNotEnd_areCutOffWhenTheyAreTooMuch() throws Exception {
    // Given a client that has begun a head, and others that have begun more than there is room for
    int port =
        https.serve(HttpsFixture::anybody, new HttpsLimits(1000, 1_000, 50, PATIENCE, PATIENCE));
    SSLContext context = RawHttps.context(https.theirs);
    String head = "POST /v1/x HTTP/1.1\r\nHost: x\r\n";
    List<RawHttps> crowd = new ArrayList<>();
    try {
      for (int i = 0; i < 140; i++) {
        RawHttps client = RawHttps.connect(context, port);
        crowd.add(client);
        client.send(head + "a:b\r\n".repeat(1_600));
      }

      // When
      int status = post(https.theirs, port, "/v1/x", "hello").status();

      // Then the first ones have lost their connections, and the last has not
      assertThatThrownBy(() -> {
        crowd.getFirst().send("\r\n");
        crowd.getFirst().read();
      }).isInstanceOf(IOException.class);
      crowd.getLast().send("\r\n");
      assertThat(crowd.getLast().read().status()).isEqualTo(200);
      assertThat(status).isEqualTo(200);
    } finally {
      crowd.forEach(RawHttps::close);
    }
  }

  /** The end of one request, and the whole of the next, may come in one piece, or byte for byte. */
  @ParameterizedTest
  @ValueSource(ints = {1, 7, 1_000})
  void requests_inPiecesOfAnySize_areAnsweredInOrder(int size) throws Exception {
    int port = https.serve(HttpsFixture::anybody);
    String requests = "\r\nPOST /v1/a HTTP/1.1\r\nHost: x\r\nContent-Length: 6\r\n\r\n\r\n\r\nhi"
        + "POST /v1/b HTTP/1.1\r\nHost: x\r\n\r\n"
        + "POST /v1/c HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nyo";
    try (RawHttps client = RawHttps.connect(RawHttps.context(https.theirs), port)) {
      for (int at = 0; at < requests.length(); at += size) {
        client.send(requests.substring(at, Math.min(requests.length(), at + size)));
      }

      assertThat(client.read().text()).startsWith("POST /v1/a").contains("\r\n\r\nhi");
      assertThat(client.read().text()).startsWith("POST /v1/b");
      assertThat(client.read().text()).startsWith("POST /v1/c").contains(" yo ");
    }
  }

  private static HttpsLimits withBodies(long all) {
    return new HttpsLimits(new HttpsLimits.Bodies(1_000, all), 100, 50, 50, PATIENCE, PATIENCE,
        PATIENCE, new HttpsLimits.Handshakes(100, PATIENCE));
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
    int port = https.serve(HttpsFixture::anybody);
    try (RawHttps client = RawHttps.connect(RawHttps.context(https.theirs), port)) {
      client.send("POST /v1/x HTTP/1.1\r\n" + headers + "\r\n");

      assertThat(client.read()).hasToString("400 {\"err\":\"api_bad_request\"}");
      assertThat(client.isClosed()).isTrue();
    }
  }

  @Test
  void request_chunked_isTheLastOnItsConnection() throws Exception {
    int port = https.serve(HttpsFixture::anybody);
    try (RawHttps client = RawHttps.connect(RawHttps.context(https.theirs), port)) {
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
    HttpsEngine engine =
        https.engine(HttpsFixture::anybody, LIMITS).recordingIn((request, reply) -> {
          recorded
              .add(request.path() + " " + request.caller().orElseThrow() + " " + reply.status());
          return request.path().equals("/full") ? Reply.failure(ErrorCode.BUSY) : reply;
        });
    https.prepare(https.camel, engine);
    https.camel.start();
    int port = engine.getServerPort();

    // When
    post(https.theirs, port, "/v1/x", "hello");
    post(https.theirs, port, "/v1/large", "x".repeat(1001));
    post(https.theirs, port, "/fail", "secret");
    int full = post(https.theirs, port, "/full", "").status();
    for (String request : List.of("POST /v1/smuggled HTTP/1.1\r\n\r\n", "GARBAGE\r\n\r\n",
        "POST /v1/x HTTP/1.2\r\nHost: x\r\n\r\n", "PRI * HTTP/2.0\r\n\r\n")) {
      try (RawHttps client = RawHttps.connect(RawHttps.context(https.theirs), port)) {
        client.send(request);
        assertThat(client.read().header("x-request-id")).isPresent();
      }
    }

    // Then
    assertThat(full).isEqualTo(503);
    assertThat(recorded).containsExactly("/v1/x " + WORKLOAD + " 200",
        "/v1/large " + WORKLOAD + " 400", "/fail " + WORKLOAD + " 500",
        "/full " + WORKLOAD + " 200",
        "/v1/smuggled " + WORKLOAD + " 400", " " + WORKLOAD + " 400", " " + WORKLOAD + " 400",
        " " + WORKLOAD + " 400");
  }
}
