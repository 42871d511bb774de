// SPDX-License-Identifier: Apache-2.0
package ist.spike.kit;

import static ist.spike.kit.HttpsFixture.LIMITS;
import static ist.spike.kit.HttpsFixture.PATIENCE;
import static ist.spike.kit.HttpsFixture.context;
import static ist.spike.kit.HttpsFixture.post;
import static ist.spike.kit.HttpsFixture.text;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ist.spike.config.ListenAddress;
import ist.spike.peer.PeerAnswer;
import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The engine begins, ends, and ends those who say nothing. */
final class HttpsEngineTest {

  /** With time for a handshake. */
  private static final HttpsLimits HASTY = new HttpsLimits(1000, 100, 50, 50,
      Duration.ofSeconds(1), PATIENCE, PATIENCE, new HttpsLimits.Handshakes(100, PATIENCE));

  private final HttpsFixture https = new HttpsFixture();

  @AfterEach
  void stop() {
    https.close();
  }

  @Test
  void connection_clientSaysNothing_isClosed() throws Exception {
    int port = https.serve(HttpsFixture::anybody, HASTY);
    try (SSLSocket socket = (SSLSocket) context(https.theirs, true).getSocketFactory()
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
  void start_portTaken_failsWithTheAddress() throws Exception {
    int port = https.serve(HttpsFixture::anybody);
    CamelContext second = new DefaultCamelContext();
    https.prepare(second, new HttpsEngine(new ListenAddress("127.0.0.1", port), https.ours,
        HttpsFixture::anybody, LIMITS));

    assertThatThrownBy(second::start)
        .hasStackTraceContaining("cannot listen on 127.0.0.1:" + port)
        .hasStackTraceContaining("Address already in use");
    second.stop();
  }

  @Test
  void stop_requestUnderWay_isAnsweredFirst() throws Exception {
    // Given
    int port = https.serve(HttpsFixture::anybody);
    try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<PeerAnswer> slow = pool.submit(() -> post(https.theirs, port, "/slow", ""));
      assertThat(https.entered.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();

      // When
      Future<?> stop = pool.submit(https.camel::stop);
      https.release.countDown();

      // Then
      assertThat(slow.get(PATIENCE.toSeconds(), TimeUnit.SECONDS).status()).isEqualTo(200);
      stop.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }
  }
}
