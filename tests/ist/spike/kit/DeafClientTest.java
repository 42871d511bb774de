// SPDX-License-Identifier: Apache-2.0
package ist.spike.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ist.spike.config.ListenAddress;
import ist.spike.fakes.RawHttps;
import ist.spike.fakes.SettableSource;
import ist.spike.fakes.TestAuthority;
import ist.spike.wire.Reply;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A client that asks and asks, and reads nothing. */
final class DeafClientTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration CUT_OFF = Duration.ofSeconds(20);
  private static final String ASK = "POST /v1/x HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}";
  private static final int MAX_PENDING = 8;
  /** More than the system takes for a client that reads nothing. */
  private static final int LARGE = 8 * 1024 * 1024;

  @ParameterizedTest
  @CsvSource({"1, 1", "50, 60"})
  void client_takesNoAnswers_isCutOff(int requests, int timeoutSeconds) throws IOException {
    // Given
    TestAuthority authority = new TestAuthority();
    AtomicInteger answered = new AtomicInteger();
    HttpsLimits limits = new HttpsLimits(1000, 10, 50, 50, PATIENCE, PATIENCE,
        Duration.ofSeconds(timeoutSeconds), new HttpsLimits.Handshakes(10, PATIENCE));
    try (
        HttpsServer server = HttpsServer.start(new ListenAddress("127.0.0.1", 0),
            new PeerGuard(SettableSource.of(authority, "/spike/nexus"), _ -> true), limits,
            new Work(_ -> {
              answered.incrementAndGet();
              return Reply.ok(new byte[LARGE]);
            }, _ -> false, Ledger.NONE));
        RawHttps deaf = RawHttps.connectWithoutBuffer(
            RawHttps.context(SettableSource.of(authority, "/workload")), server.port())) {
      // When
      deaf.send(ASK.repeat(requests));

      // Then
      await().atMost(CUT_OFF).until(() -> isCutOff(deaf));
      assertThat(answered).satisfies(count -> assertThat(count.get()).isBetween(1, MAX_PENDING));
    }
  }

  /** Sends one more byte; whether the server has had enough. */
  private static boolean isCutOff(RawHttps client) {
    try {
      client.send("x");
      return false;
    } catch (IOException e) {
      return true;
    }
  }
}
