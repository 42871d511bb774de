// SPDX-License-Identifier: Apache-2.0
package ist.spike.kit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ist.spike.config.ListenAddress;
import ist.spike.fakes.RawHttps;
import ist.spike.fakes.SettableSource;
import ist.spike.fakes.TestAuthority;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.Operation;
import ist.spike.wire.Reply;
import ist.spike.wire.SpikeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class QuickAnswerTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final HttpsLimits LIMITS = new HttpsLimits(1000, 100, 50, PATIENCE, PATIENCE);

  private static final byte[] WELL = {'{', '}'};

  private final TestAuthority authority = new TestAuthority();
  private final List<String> recorded = new ArrayList<>();

  @Test
  void request_quick_isAnsweredAndRecordedOnTheEventLoop() throws Exception {
    // Given
    Work work = new Work(request -> {
      if (request.path().equals("/quick/bad")) {
        throw new IllegalStateException("no");
      }
      return Reply.ok((Thread.currentThread().isVirtual() ? "worker" : "loop").getBytes(UTF_8));
    }, request -> request.path().startsWith("/quick"), this::record);
    try (HttpsServer server = serve(work, LIMITS); RawHttps client = connect(server)) {
      // When
      String quick = client.post("/quick", "{}").text();
      String other = client.post("/other", "{}").text();
      int failed = client.post("/quick/bad", "{}").status();
      String after = client.post("/quick", "{}").text();

      // Then
      assertThat(List.of(quick, other, after)).containsExactly("loop", "worker", "loop");
      assertThat(failed).isEqualTo(500);
      assertThat(recorded).containsExactly("/quick 200", "/other 200",
          "/quick/bad 500", "/quick 200");
    }
  }

  @ParameterizedTest
  @CsvSource(textBlock = """
      /quick, 200
      /quick/conflict, 409
      /quick/late, 503
      /quick/broken, 500
      /other, 200
      """)
  void request_answeredLater_isRecordedAndAnsweredWhenThatIsThere(String path, int status)
      throws Exception {
    // Given
    CompletableFuture<Reply> whole = new CompletableFuture<>();
    CountDownLatch asked = new CountDownLatch(1);
    Work work = new Work(request -> {
      asked.countDown();
      return Reply.later(Operation.PUT_SECRET, whole);
    }, request -> request.path().startsWith("/quick"), this::record);
    try (HttpsServer server = serve(work, LIMITS); RawHttps client = connect(server)) {
      client.send("POST " + path + " HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n");
      assertThat(asked.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
      assertThat(recorded).isEmpty();

      // When
      switch (path) {
        case "/quick/conflict" -> whole.completeExceptionally(
            new CompletionException(new SpikeException(ErrorCode.CONFLICT, "another version")));
        case "/quick/late" -> whole.completeExceptionally(new TimeoutException());
        case "/quick/broken" -> whole.completeExceptionally(new IllegalStateException("no"));
        default -> whole.complete(Reply.ok(WELL));
      }

      // Then
      assertThat(client.read().status()).isEqualTo(status);
      assertThat(recorded).containsExactly(path + " " + status);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/quick", "/other"})
  void request_endsInAnError_isRecordedBeforeItIsAnswered(String path) throws Exception {
    // Given a route that runs into what no one catches, such as a stack that is too deep
    Work work = new Work(request -> {
      throw new StackOverflowError();
    }, request -> request.path().startsWith("/quick"), this::record);
    try (HttpsServer server = serve(work, LIMITS); RawHttps client = connect(server)) {
      // When
      int status = client.post(path, "{}").status();

      // Then
      assertThat(status).isEqualTo(500);
      assertThat(recorded).containsExactly(path + " 500");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/quick", "/other"})
  void request_notRecordedForAnUnknownReason_isCutOffAndForgotten(String path) throws Exception {
    // Given room for one request, and records that fail in a way of which nobody has thought
    byte[] secret = "value".getBytes(UTF_8);
    HttpsLimits one = new HttpsLimits(1000, 100, 1, PATIENCE, PATIENCE);
    Work work = new Work(request -> Reply.ok(request.path().endsWith("/well") ? WELL : secret),
        request -> request.path().startsWith("/quick"), (request, reply) -> {
          if (request.path().endsWith("/well")) {
            return reply;
          }
          throw new StackOverflowError();
        });
    try (HttpsServer server = serve(work, one); RawHttps client = connect(server)) {
      // When
      client.send("POST " + path + " HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n");

      // Then
      assertThat(client.isClosed()).isTrue();
      assertThat(secret).containsOnly(0);
      try (RawHttps next = connect(server)) {
        assertThat(next.post(path + "/well", "{}").status()).isEqualTo(200);
      }
    }
  }

  private HttpsServer serve(Work work, HttpsLimits limits) {
    return HttpsServer.start(new ListenAddress("127.0.0.1", 0),
        new PeerGuard(SettableSource.of(authority, "/spike/nexus"), id -> true), limits, work);
  }

  private RawHttps connect(HttpsServer server) throws Exception {
    return RawHttps.connect(RawHttps.context(SettableSource.of(authority, "/workload")),
        server.port());
  }

  private synchronized Reply record(HttpRequest request, Reply reply) {
    recorded.add(request.path() + " " + reply.status());
    return reply;
  }
}
