// SPDX-License-Identifier: Apache-2.0
package ist.spike.peer;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.spiffe.spiffeid.SpiffeId;
import ist.spike.fakes.SettableSource;
import ist.spike.fakes.TestAuthority;
import ist.spike.fakes.TestAuthority.Leaf;
import ist.spike.peer.PeerException.Reason;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The client against servers that do what ours never would. */
final class PeerClientTest {

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Duration HASTE = Duration.ofMillis(500);
  private static final PeerTimeouts TIMEOUTS = new PeerTimeouts(PATIENCE, Duration.ofMinutes(5));
  private static final String NEXUS = "spiffe://spike.ist/spike/nexus";
  private static final int LIMIT = 1000;

  private final TestAuthority authority = new TestAuthority();
  private final SettableSource ours = SettableSource.of(authority, "/spike/pilot");
  private final ScriptedServer server = new ScriptedServer(authority, "/spike/nexus");
  private final PeerClient client = client(id -> id.toString().equals(NEXUS), TIMEOUTS);

  @AfterEach
  void stop() throws Exception {
    client.close();
    server.close();
  }

  @Test
  void post_toThePeerExpected_bringsTheAnswer() throws Exception {
    // Given
    server.answer("HTTP/1.1 404 Not Found\r\nContent-Type: a/b\r\nContent-Length: 2\r\n\r\nno");

    // When
    PeerAnswer answer = client.post(server.base(), "/v1/x?action=get", bytes("{}"), PATIENCE);

    // Then
    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.isOk()).isFalse();
    assertThat(answer.contentType()).isEqualTo("a/b");
    assertThat(answer.body()).asString(US_ASCII).isEqualTo("no");
    assertThat(server.requestLines()).containsExactly("POST /v1/x?action=get HTTP/1.1");
  }

  @Test
  void post_serverIsSomebodyElse_isRefusedBeforeAnythingIsSent() {
    // Given
    server.answerOk("{}");
    PeerClient picky = client(id -> id.toString().endsWith("/keeper"), TIMEOUTS);

    // When
    PeerException failure = failure(picky, PATIENCE);

    // Then
    assertThat(failure.reason()).isEqualTo(Reason.REFUSED);
    assertThat(failure).hasMessageStartingWith(server.base() + ": TLS failed: ")
        .hasMessageContaining(NEXUS);
    assertThat(server.requestLines()).isEmpty();
    picky.close();
  }

  @Test
  void post_serverExpired_isRefused() {
    // Given
    server.answerOk("{}");
    server.identity().rotate(authority.issue(SpiffeId.parse(NEXUS),
        Leaf.of(NEXUS, Duration.ofHours(1)).expired()));

    // When
    PeerException failure = failure(client, PATIENCE);

    // Then
    assertThat(failure.reason()).isEqualTo(Reason.REFUSED);
    assertThat(server.requestLines()).isEmpty();
  }

  @Test
  void post_serverDown_cannotConnect() throws Exception {
    // Given
    server.close();

    // When
    PeerException failure = failure(client, PATIENCE);

    // Then
    assertThat(failure.reason()).isEqualTo(Reason.CANNOT_CONNECT);
    assertThat(failure).hasMessage(server.base() + ": cannot connect");
    assertThat(failure.isWorthRetrying()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"nothing at all, ''", "headers alone, 'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n'",
      "half a body, 'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf'"})
  void post_answerStops_timesOut(String what, String answer) {
    // Given
    server.answerAndHold(answer);

    // When
    PeerException failure = failure(client, HASTE);

    // Then
    assertThat(failure.reason()).as(what).isEqualTo(Reason.TIMEOUT);
    assertThat(failure).hasMessage(server.base() + ": no answer within 500 ms");
  }

  @Test
  void post_serverTakesNoConnection_timesOutAsOneCall() throws Exception {
    // Given
    try (FullListener full = new FullListener()) {
      // When: the JDK's time-out ends before or after ours
      List<PeerException> failures = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        failures.add(failure(client, full.base(), Duration.ofMillis(50)));
      }

      // Then
      assertThat(failures).allSatisfy(failure -> {
        assertThat(failure.reason()).isEqualTo(Reason.TIMEOUT);
        assertThat(failure).hasMessage(full.base() + ": no answer within 50 ms");
      });
    }
  }

  @Test
  void post_connectionItselfTakesTooLong_cannotConnect() throws Exception {
    // Given
    try (FullListener full = new FullListener();
        PeerClient hasty = client(id -> true, new PeerTimeouts(HASTE, Duration.ofMinutes(5)))) {
      // Then
      assertThat(failure(hasty, full.base(), PATIENCE).reason()).isEqualTo(Reason.CANNOT_CONNECT);
    }
  }

  @Test
  void post_serverSaysNothingOfTls_timesOut() throws Exception {
    // Given
    try (ServerSocket deaf = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"))) {
      URI base = URI.create("https://127.0.0.1:" + deaf.getLocalPort());

      // When
      List<PeerException> failures = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        failures.add(failure(client, base, Duration.ofMillis(50)));
      }

      // Then
      assertThat(failures).extracting(PeerException::reason).containsOnly(Reason.TIMEOUT);
    }
  }

  @Test
  void post_bodyWithoutEnd_stopsAtTheLimit() {
    // Given
    server.answerForever("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
        "a\r\n0123456789\r\n");

    // When
    PeerException failure = failure(client, PATIENCE);

    // Then
    assertThat(failure.reason()).isEqualTo(Reason.TOO_LARGE);
    assertThat(failure).hasMessage(server.base() + ": the answer is too large");
    assertThat(failure.isWorthRetrying()).isFalse();
  }

  @Test
  void post_bodyOfTheLimit_isTakenAndOneMoreIsNot() throws Exception {
    // Given
    server.answerOk("x".repeat(LIMIT));
    assertThat(post(client).body()).hasSize(LIMIT);

    // When
    server.answerOk("x".repeat(LIMIT + 1));
    PeerException failure = failure(client, PATIENCE);

    // Then
    assertThat(failure.reason()).isEqualTo(Reason.TOO_LARGE);
  }

  @ParameterizedTest
  @CsvSource({"in the middle, 'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf'",
      "no HTTP, 'SSH-2.0-OpenSSH\r\n\r\n'"})
  void post_connectionBreaks_saysSo(String what, String answer) {
    // Given
    server.answerAndHangUp(answer);

    // When
    PeerException failure = failure(client, PATIENCE);

    // Then
    assertThat(failure.reason()).as(what).isEqualTo(Reason.BROKEN);
    assertThat(failure).hasMessageStartingWith(server.base() + ": the connection broke: ");
  }

  @Test
  void post_oneAfterTheOther_usesOneConnection() throws Exception {
    // Given
    server.answerOk("{}");

    // When
    for (int i = 0; i < 5; i++) {
      post(client);
    }

    // Then
    assertThat(server.connections()).isEqualTo(1);
  }

  @Test
  void postShare_oneAfterTheOther_usesAConnectionForEachAndClosesIt() throws Exception {
    // Given
    server.answerOk("{}");
    post(client);

    // When
    for (int i = 0; i < 2; i++) {
      client.postShare(server.base(), "/v1/x", bytes("{}"), PATIENCE);
    }
    post(client);

    // Then
    assertThat(server.connections()).isEqualTo(3);
    await().atMost(PATIENCE).until(() -> server.openConnections() == 1);
  }

  @Test
  void postShare_answerStops_timesOut() {
    // Given
    server.answerAndHold("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n");

    // When
    PeerException failure = catchThrowableOfType(PeerException.class,
        () -> client.postShare(server.base(), "/v1/x", bytes("{}"), HASTE));

    // Then
    assertThat(failure.reason()).isEqualTo(Reason.TIMEOUT);
  }

  @Test
  void post_afterANewSvid_usesANewConnection() throws Exception {
    // Given
    server.answerOk("{}");
    post(client);

    // When
    ours.rotate(authority.issue("spiffe://spike.ist/spike/pilot", Duration.ofHours(1)));
    post(client);

    // Then
    assertThat(server.connections()).isEqualTo(2);
  }

  @Test
  void post_connectionHasItsAge_usesANewOne() throws Exception {
    // Given
    server.answerOk("{}");
    PeerClient restless = client(id -> true, new PeerTimeouts(PATIENCE, Duration.ZERO));

    // When
    post(restless);
    post(restless);

    // Then
    assertThat(server.connections()).isEqualTo(2);
    restless.close();
  }

  @Test
  void close_callUnderWay_isFinished() throws Exception {
    // Given
    CountDownLatch release = new CountDownLatch(1);
    server.answerAfter(release, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    try (ExecutorService other = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<PeerAnswer> answer = other.submit(() -> post(client));
      server.awaitRequest(PATIENCE);

      // When
      client.close();
      release.countDown();

      // Then
      assertThat(answer.get().body()).asString(US_ASCII).isEqualTo("ok");
    }
  }

  @Test
  void post_afterClose_isAMistake() {
    // When
    client.close();
    client.close();

    // Then
    assertThatThrownBy(() -> post(client)).isInstanceOf(IllegalStateException.class)
        .hasMessage("the client is closed");
  }

  private PeerClient client(Predicate<SpiffeId> expected, PeerTimeouts timeouts) {
    return new PeerClient(ours, expected, timeouts, LIMIT);
  }

  private PeerAnswer post(PeerClient by) throws PeerException {
    return by.post(server.base(), "/v1/x", bytes("{}"), PATIENCE);
  }

  private PeerException failure(PeerClient by, Duration timeout) {
    return failure(by, server.base(), timeout);
  }

  private static PeerException failure(PeerClient by, URI base, Duration timeout) {
    return catchThrowableOfType(PeerException.class,
        () -> by.post(base, "/v1/x", bytes("{}"), timeout));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(US_ASCII);
  }
}
