// SPDX-License-Identifier: Apache-2.0
package ist.spike.peer;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.spiffe.spiffeid.SpiffeId;
import ist.spike.fakes.SettableSource;
import ist.spike.fakes.TestAuthority;
import ist.spike.fakes.TestAuthority.Leaf;
import ist.spike.peer.PeerException.Reason;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.security.Provider;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.conscrypt.OpenSSLProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The client of one command, with either TLS, against servers that do what ours never would. */
@ParameterizedClass
@MethodSource("tls")
final class BriefClientTest {

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Duration HASTE = Duration.ofMillis(500);
  private static final String NEXUS = "spiffe://spike.ist/spike/nexus";

  @Parameter
  private Optional<Provider> tls = Optional.empty();

  private final TestAuthority authority = new TestAuthority();
  private final SettableSource ours = SettableSource.of(authority, "/spike/pilot");
  private final ScriptedServer server = new ScriptedServer(authority, "/spike/nexus");

  static List<Optional<Provider>> tls() {
    return List.of(Optional.empty(), Optional.of(new OpenSSLProvider()));
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  @Test
  void post_toThePeerExpected_bringsTheAnswer() throws Exception {
    // Given
    server.answer("HTTP/1.1 404 Not Found\r\nContent-Type: a/b\r\nContent-Length: 2\r\n\r\nno");

    // When
    PeerAnswer answer = client().post(
        PeerRequest.json(server.base(), "/v1/x?action=get", bytes("{}")), PATIENCE);

    // Then
    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.contentType()).isEqualTo("a/b");
    assertThat(answer.body()).asString(US_ASCII).isEqualTo("no");
    assertThat(server.requestLines()).containsExactly("POST /v1/x?action=get HTTP/1.1");
  }

  @Test
  void post_serverIsSomebodyElse_isRefusedBeforeAnythingIsSent() {
    // Given
    server.answerOk("{}");

    // When
    PeerException failure = failure(client(id -> id.toString().endsWith("/keeper")), server.base());

    // Then
    assertThat(failure.reason()).isEqualTo(Reason.REFUSED);
    assertThat(failure).hasMessageStartingWith(server.base() + ": TLS failed: ")
        .hasMessageContaining(NEXUS);
    assertThat(server.requestLines()).isEmpty();
  }

  @Test
  void post_serverExpired_isRefusedBeforeAnythingIsSent() {
    // Given
    server.answerOk("{}");
    server.identity().rotate(authority.issue(SpiffeId.parse(NEXUS),
        Leaf.of(NEXUS, Duration.ofHours(1)).expired()));

    // When
    PeerException failure = failure(client(), server.base());

    // Then
    assertThat(failure.reason()).isEqualTo(Reason.REFUSED);
    assertThat(server.requestLines()).isEmpty();
  }

  @Test
  void post_serverOfAnotherAuthority_isRefusedBeforeAnythingIsSent() throws Exception {
    // Given
    try (ScriptedServer stranger = new ScriptedServer(new TestAuthority(), "/spike/nexus")) {
      stranger.answerOk("{}");

      // When
      PeerException failure = failure(client(), stranger.base());

      // Then
      assertThat(failure.reason()).isEqualTo(Reason.REFUSED);
      assertThat(stranger.requestLines()).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({"127.0.0.1, cannot connect", "no.such.name.invalid, cannot connect"})
  void post_nobodyThere_cannotConnect(String host, String message) throws Exception {
    // Given
    URI base = URI.create("https://" + host + ":" + server.base().getPort());
    server.close();

    // When
    PeerException failure = failure(client(), base);

    // Then
    assertThat(failure.reason()).isEqualTo(Reason.CANNOT_CONNECT);
    assertThat(failure).hasMessage(base + ": " + message);
  }

  @ParameterizedTest
  @CsvSource({"nothing at all, ''", "headers alone, 'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n'",
      "half a body, 'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf'"})
  void post_answerStops_timesOut(String what, String answer) {
    // Given
    server.answerAndHold(answer);

    // When
    PeerException failure = catchThrowableOfType(PeerException.class, () -> client()
        .post(PeerRequest.json(server.base(), "/v1/x", bytes("{}")), HASTE));

    // Then
    assertThat(failure.reason()).as(what).isEqualTo(Reason.TIMEOUT);
    assertThat(failure).hasMessage(server.base() + ": no answer within 500 ms");
  }

  @Test
  void post_serverTakesConnectionsAndNothingElse_timesOut() throws Exception {
    // Given
    try (ServerSocket deaf = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      URI base = URI.create("https://127.0.0.1:" + deaf.getLocalPort());

      // When
      PeerException failure = catchThrowableOfType(PeerException.class, () -> client()
          .post(PeerRequest.json(base, "/v1/x", new byte[10_000_000]), HASTE));

      // Then
      assertThat(failure.reason()).isEqualTo(Reason.TIMEOUT);
    }
  }

  @Test
  void post_serverTakesNoConnection_timesOutAsOneCall() throws Exception {
    // Given
    try (FullListener full = new FullListener()) {
      // When: the wait ends anywhere within the last millisecond
      long began = System.nanoTime();
      List<PeerException> failures = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        failures.add(catchThrowableOfType(PeerException.class, () -> client()
            .post(PeerRequest.json(full.base(), "/v1/x", bytes("{}")), Duration.ofMillis(50))));
      }

      // Then: not after the 20 seconds that a connection may take
      assertThat(failures).allSatisfy(failure -> {
        assertThat(failure.reason()).isEqualTo(Reason.TIMEOUT);
        assertThat(failure).hasMessage(full.base() + ": no answer within 50 ms");
      });
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(PATIENCE);
    }
  }

  @Test
  void post_bodyWithoutEnd_stopsAtTheLimit() {
    // Given
    server.answerForever("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
        "fffff\r\n" + "x".repeat(0xfffff) + "\r\n");

    // When
    PeerException failure = failure(client(), server.base());

    // Then
    assertThat(failure.reason()).isEqualTo(Reason.TOO_LARGE);
    assertThat(failure).hasMessage(server.base() + ": the answer is too large");
  }

  @Test
  void post_serverHangsUp_isBroken() {
    // Given
    server.answerAndHangUp("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf");

    // When
    PeerException failure = failure(client(), server.base());

    // Then
    assertThat(failure.reason()).isEqualTo(Reason.BROKEN);
    assertThat(failure).hasMessage(server.base() + ": the connection broke: "
        + "java.io.EOFException: the answer ends before its end");
  }

  private BriefClient client() {
    return client(id -> id.toString().equals(NEXUS));
  }

  private BriefClient client(Predicate<SpiffeId> expected) {
    return new BriefClient(ours, expected, PATIENCE, tls);
  }

  private static PeerException failure(BriefClient by, URI base) {
    return catchThrowableOfType(PeerException.class,
        () -> by.post(PeerRequest.json(base, "/v1/x", bytes("{}")), PATIENCE));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(US_ASCII);
  }
}
