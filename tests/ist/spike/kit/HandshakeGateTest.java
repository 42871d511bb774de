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
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Clients that connect and say nothing, against a running server. */
final class HandshakeGateTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int PLACES = 4;

  private final TestAuthority authority = new TestAuthority();
  private final List<Socket> silent = new ArrayList<>();

  @AfterEach
  void close() throws IOException {
    for (Socket socket : silent) {
      socket.close();
    }
  }

  @Test
  void crowd_silent_holdsItsPlacesAtMostAndKeepsNobodyOut() throws Exception {
    try (HttpsServer server = serve(PATIENCE)) {
      // When
      connect(server, 5 * PLACES);

      // Then
      await().atMost(PATIENCE).until(() -> countOpen() == PLACES);
      for (int i = 0; i < 3 * PLACES; i++) {
        try (RawHttps honest = connectHonest(server)) {
          assertThat(honest.post("/v1/x", "{}").status()).isEqualTo(200);
        }
      }
    }
  }

  @Test
  void crowd_handsShaken_needsNoPlaces() throws Exception {
    List<RawHttps> honest = new ArrayList<>();
    try (HttpsServer server = serve(PATIENCE)) {
      // Given
      for (int i = 0; i < 3 * PLACES; i++) {
        honest.add(connectHonest(server));
        honest.getLast().post("/v1/x", "{}");
      }

      // When
      connect(server, PLACES);

      // Then
      for (RawHttps each : honest) {
        assertThat(each.post("/v1/x", "{}").status()).isEqualTo(200);
        each.close();
      }
      assertThat(countOpen()).isEqualTo(PLACES);
    }
  }

  @Test
  void client_silent_isCutOffLongBeforeItsHeadersAreDue() throws Exception {
    try (HttpsServer server = serve(Duration.ofMillis(200))) {
      // When
      connect(server, 1);

      // Then
      await().atMost(PATIENCE.dividedBy(2)).until(() -> countOpen() == 0);
    }
  }

  private HttpsServer serve(Duration handshake) {
    HttpsLimits limits = new HttpsLimits(1000, 100, 50, 50, PATIENCE, PATIENCE, PATIENCE,
        new HttpsLimits.Handshakes(PLACES, handshake));
    return HttpsServer.start(new ListenAddress("127.0.0.1", 0),
        new PeerGuard(SettableSource.of(authority, "/spike/nexus"), _ -> true), limits,
        new Work(_ -> Reply.ok(new byte[]{'{', '}'}), _ -> false, Ledger.NONE));
  }

  private RawHttps connectHonest(HttpsServer server) throws IOException {
    return RawHttps.connect(RawHttps.context(SettableSource.of(authority, "/workload")),
        server.port());
  }

  private void connect(HttpsServer server, int count) throws IOException {
    for (int i = 0; i < count; i++) {
      Socket socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), server.port());
      socket.setSoTimeout(1);
      silent.add(socket);
    }
  }

  private long countOpen() {
    return silent.stream().filter(HandshakeGateTest::isOpen).count();
  }

  private static boolean isOpen(Socket socket) {
    try {
      return socket.getInputStream().read() >= 0;
    } catch (SocketTimeoutException e) {
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
