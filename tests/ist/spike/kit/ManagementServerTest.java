// SPDX-License-Identifier: Apache-2.0
package ist.spike.kit;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ist.spike.config.Settings;
import ist.spike.metrics.MetricsText;
import ist.spike.wire.SpikeException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ManagementServerTest {

  private static final int PATIENCE_MS = 30_000;

  /** Ready, with one metric; asked for it a second time, it fails. */
  private static final class Once implements Vitals {
    private boolean asked;

    @Override
    public String whyNotReady() {
      return "";
    }

    @Override
    public void writeTo(MetricsText text) {
      if (asked) {
        throw new IllegalStateException("s3cr3t");
      }
      asked = true;
      text.gauge("spike_up", "Help.").sample(true, "label", "a\"b\\c\nd").sample(0.25);
    }
  }

  private static Optional<ManagementServer> open(String address) {
    return ManagementServer.open(
        Settings.load("keeper", List.of(), Map.of("SPIKE_MANAGEMENT_LISTEN", address)),
        new Once());
  }

  private static Socket connect(ManagementServer server) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
    socket.setSoTimeout(PATIENCE_MS);
    return socket;
  }

  private static String ask(ManagementServer server, String head) throws IOException {
    try (Socket socket = connect(server)) {
      socket.getOutputStream().write((head + " HTTP/1.1\r\nHost: x\r\n\r\n").getBytes(US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), US_ASCII);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0"})
  void open_noAddress_isOff(String address) {
    assertThat(open(address)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {":9553", "0.0.0.0:9553", "[::]:9553", "192.0.2.1:9553"})
  void open_addressThatOthersReach_isRefused(String address) {
    assertThatThrownBy(() -> open(address)).isInstanceOf(SpikeException.class)
        .hasMessageContaining("SPIKE_MANAGEMENT_LISTEN is \"" + address + "\"; it must be on"
            + " loopback, such as 127.0.0.1:9553");
  }

  @ParameterizedTest
  @CsvSource({"GET /health/live,200 OK,live", "GET /health/ready,200 OK,ready",
      "GET /health/ready?x=y,200 OK,ready", "POST /metrics,405 Method Not Allowed,only GET",
      "GET /,404 Not Found,'/health/live, /health/ready, /metrics'"})
  void request_isAnsweredAndTheConnectionClosed(String head, String status, String line)
      throws Exception {
    try (ManagementServer server = open("127.0.0.1:0").orElseThrow()) {
      assertThat(ask(server, head)).startsWith("HTTP/1.1 " + status + "\r\n")
          .contains("\r\nConnection: close\r\n").endsWith("\r\n\r\n" + line + "\n");
    }
  }

  @Test
  void metrics_askedTwiceInASecond_areMadeOnce() throws Exception {
    try (ManagementServer server = open("127.0.0.1:0").orElseThrow()) {
      String first = ask(server, "GET /metrics");
      assertThat(first).endsWith("""
          # HELP spike_up Help.
          # TYPE spike_up gauge
          spike_up{label="a\\"b\\\\c\\nd"} 1
          spike_up 0.25
          """);
      assertThat(ask(server, "GET /metrics")).matches(
          again -> again.equals(first) || again.endsWith("failed; see the log\n"));
    }
  }

  /** Clients that say nothing hold their places for seconds, and only while nobody needs them. */
  @Test
  void silentClients_areCutOffAndMakeRoomAtOnce() throws Exception {
    try (ManagementServer server = open("127.0.0.1:0").orElseThrow()) {
      // Given
      List<Socket> silent = new ArrayList<>();
      for (int i = 0; i < 16; i++) {
        silent.add(connect(server));
      }

      // When
      String answer = ask(server, "GET /health/live");

      // Then
      assertThat(answer).startsWith("HTTP/1.1 200 OK");
      assertThat(silent.getFirst().getInputStream().read()).isEqualTo(-1);
      silent.get(1).setSoTimeout(100);
      assertThatThrownBy(() -> silent.get(1).getInputStream().read())
          .isInstanceOf(SocketTimeoutException.class);
      silent.get(1).setSoTimeout(PATIENCE_MS);
      for (Socket socket : silent) {
        assertThat(socket.getInputStream().read()).isEqualTo(-1);
        socket.close();
      }
      assertThat(ask(server, "GET /health/live")).startsWith("HTTP/1.1 200 OK");
    }
  }

  @Test
  void head_thatNeverEnds_isRefused() throws Exception {
    try (ManagementServer server = open("127.0.0.1:0").orElseThrow()) {
      assertThat(ask(server, "GET /" + "x".repeat(8_000))).contains(" 414 ");
    }
  }
}
