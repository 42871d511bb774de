// SPDX-License-Identifier: Apache-2.0
package ist.spike.attack;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ist.spike.conformance.SpikeSystem;
import ist.spike.conformance.Who;
import ist.spike.fakes.RawHttps;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Smuggled requests, slow clients, idle crowds and garbage against Nexus's listener. Whatever comes, a
 * good client is answered, and the heap is what it was.
 */
@Tag("system")
@TestInstance(Lifecycle.PER_CLASS)
final class WireAttackTest {

  /** Makes every crowd so many times larger. */
  private static final int FACTOR = Integer.getInteger("attack.factor", 1);
  private static final int MAX_CONNECTIONS = 300;
  private static final int HEAP_GROWTH_BYTES = 48 * 1024 * 1024;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final String HIDDEN = "POST /v1/store/secrets HTTP/1.1\r\nHost: x\r\n"
      + "Content-Length: 44\r\n\r\n{\"path\":\"smuggled\",\"values\":{\"k\":\"v\",\"a\":\"\"}}";
  private static final String POST = "POST /v1/store/secrets?action=list HTTP/1.1\r\n";

  private final SpikeSystem system;

  WireAttackTest(@TempDir Path home) throws Exception {
    system = SpikeSystem.ready(home, Map.of("SPIKE_HTTP_SERVER_READ_HEADER_TIMEOUT", "1s",
        "SPIKE_HTTP_SERVER_ANSWER_TIMEOUT", "1s", "SPIKE_HTTP_SERVER_MAX_CONNECTIONS",
        String.valueOf(MAX_CONNECTIONS * FACTOR)));
  }

  @AfterAll
  void stop() {
    system.close();
  }

  static Stream<String> smuggledRequests() {
    String host = "Host: x\r\n";
    String chunked = "Transfer-Encoding: chunked\r\n";
    String empty = "\r\n0\r\n\r\n" + HIDDEN;
    int length = HIDDEN.length() + 5;
    return Stream.of(
        host + "Content-Length: 5\r\n" + chunked + empty,
        host + chunked + "Content-Length: 5\r\n" + empty,
        host + "Content-Length: " + length + "\r\n" + chunked + empty,
        host + "Content-Length: 0\r\nContent-Length: " + HIDDEN.length() + "\r\n\r\n" + HIDDEN,
        host + "Content-Length: 0, 9\r\n\r\n" + HIDDEN,
        host + "Content-Length: +0\r\n\r\n" + HIDDEN,
        host + "Content-Length: 0x0\r\n\r\n" + HIDDEN, host + "Content-Length: -0\r\n\r\n" + HIDDEN,
        host + "Content-Length:\r\n\r\n" + HIDDEN, host + "Content-Length: 0 0\r\n\r\n" + HIDDEN,
        host + "Transfer-Encoding: xchunked\r\n" + empty,
        host + "Transfer-Encoding: chunked, identity\r\n" + empty,
        host + "Transfer-Encoding: identity, chunked\r\n" + empty,
        host + "Transfer-Encoding: identity\r\n\r\n" + HIDDEN,
        host + "Transfer-Encoding: gzip, chunked\r\n" + empty, host + chunked + chunked + empty,
        host + "Transfer-Encoding : chunked\r\n" + empty,
        host + "Transfer-Encoding:\r\n chunked\r\n" + empty,
        host + "Transfer-Encoding:\u000bchunked\r\n" + empty,
        host + " Transfer-Encoding: chunked\r\n" + empty,
        host + "X: y\r\n Transfer-Encoding: chunked\r\nContent-Length: " + length + "\r\n" + empty,
        host + chunked + "\r\n0;x=\"\n\"\r\n\r\n" + HIDDEN,
        host + chunked + "\r\n0x0\r\n\r\n" + HIDDEN,
        host + chunked + "\r\n-1\r\n\r\n" + HIDDEN, host + chunked + "\r\n00\n\n" + HIDDEN,
        host + chunked + "\r\nffffffff00000000\r\n\r\n" + HIDDEN,
        host + chunked + "\r\n1\r\n{}\r\n0\r\n\r\n" + HIDDEN, host + chunked + "\r\n\r\n" + HIDDEN,
        "Content-Length: 0\r\n\r\n" + HIDDEN, host + host + "Content-Length: 0\r\n\r\n" + HIDDEN,
        host + ": y\r\nContent-Length: 0\r\n\r\n" + HIDDEN,
        host + "A\0B: y\r\nContent-Length: 0\r\n\r\n" + HIDDEN,
        host + "A: \0\r\nContent-Length: 0\r\n\r\n" + HIDDEN,
        "Host: x\nContent-Length: " + HIDDEN.length() + "\n" + chunked + "\n0\n\n" + HIDDEN);
  }

  @ParameterizedTest
  @MethodSource("smuggledRequests")
  void request_thatCanBeReadInTwoWays_hidesNoOther(String rest) throws IOException {
    try (RawHttps client = system.connect(Who.SUPERUSER, system.nexusPort())) {
      client.send(POST + rest);
      // When the server has said all that it will: it closes, or it is silent
      client.readToTheEnd();
    }
    requireWell();
    assertThat(system.post(Who.SUPERUSER, "/v1/store/secrets?action=list", "{}").text())
        .doesNotContain("smuggled");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "POST /v1/store/secrets HTTP/1.1\r\nHost: x\r\nX-Long: ",
      "POST /v1/store/secrets HTTP/1.1\r\nHost: x\r\nContent-Length: 10000\r\n\r\n{",
      "POST /v1/store/secrets HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n10000\r\n"})
  void client_oneByteAtATime_isCutOff(String beginning) throws IOException {
    List<RawHttps> slow = new ArrayList<>();
    try {
      for (int i = 0; i < 20 * FACTOR; i++) {
        RawHttps client = system.connect(Who.APP, system.nexusPort());
        slow.add(client);
        begin(client, beginning);
      }
      await().atMost(PATIENCE).untilAsserted(() -> {
        requireWell();
        slow.removeIf(WireAttackTest::isCutOff);
        assertThat(slow).isEmpty();
      });
    } finally {
      slow.forEach(RawHttps::close);
    }
  }

  private static void begin(RawHttps client, String beginning) {
    try {
      client.send(beginning);
    } catch (IOException e) {
      // It was too slow even for that.
      assertThat(client.isClosed()).isTrue();
    }
  }

  /** Sends one more byte; whether the server has had enough. */
  private static boolean isCutOff(RawHttps client) {
    try {
      client.send("x");
      return false;
    } catch (IOException e) {
      client.close();
      return true;
    }
  }

  @Test
  void idleCrowd_largerThanTheLimit_leavesRoomForOthers() throws IOException {
    long before = usedHeapBytes();
    List<RawHttps> crowd = new ArrayList<>();
    try {
      for (int i = 0; i < MAX_CONNECTIONS * FACTOR * 3 / 2; i++) {
        crowd.add(system.connect(Who.APP, system.nexusPort()));
        if (i % 50 == 0) {
          requireWell();
        }
      }
      requireWell();
    } finally {
      crowd.forEach(RawHttps::close);
    }
    requireFlat(before);
  }

  @Test
  void garbage_onTheSocket_isDropped() throws IOException {
    long before = usedHeapBytes();
    Random random = new Random(20_261_125);
    for (int i = 0; i < 300 * FACTOR; i++) {
      byte[] bytes = new byte[random.nextInt(1, 2_000)];
      random.nextBytes(bytes);
      switch (i % 4) {
        case 0 -> System.arraycopy("GET / HTTP/1.1\r\n\r\n".getBytes(UTF_8), 0, bytes, 0,
            Math.min(bytes.length, 18));
        case 1 -> hello(bytes);
        default -> bytes[0] |= 1;
      }
      try (Socket socket = new Socket("localhost", system.nexusPort())) {
        OutputStream out = socket.getOutputStream();
        out.write(bytes);
        out.flush();
      }
      if (i % 50 == 0) {
        requireWell();
      }
    }
    requireWell();
    requireFlat(before);
  }

  /** The head of a TLS 1.2 record that holds a ClientHello, and then anything. */
  private static void hello(byte[] bytes) {
    byte[] head = {22, 3, 1, 3, (byte) 200, 1, 0, 3, (byte) 196, 3, 3};
    System.arraycopy(head, 0, bytes, 0, Math.min(head.length, bytes.length));
  }

  /** A client that a busy machine lets miss its second is cut off like any other, and comes again. */
  private void requireWell() throws IOException {
    try {
      requireAnswer();
    } catch (IOException e) {
      requireAnswer();
    }
  }

  private void requireAnswer() throws IOException {
    try (RawHttps good = system.connect(Who.LITE, system.nexusPort())) {
      assertThat(good.post("/v1/cipher/encrypt", "{\"plaintext\":\"aGVsbG8=\"}").status())
          .isEqualTo(200);
    }
  }

  private static void requireFlat(long before) {
    await().atMost(PATIENCE).untilAsserted(
        () -> assertThat(usedHeapBytes()).isLessThan(before + HEAP_GROWTH_BYTES));
  }

  private static long usedHeapBytes() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
