// SPDX-License-Identifier: Apache-2.0
package ist.spike.attack;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ist.spike.fakes.LoopbackPorts;
import ist.spike.fakes.RawHttps;
import ist.spike.peer.PeerAnswer;
import ist.spike.wire.EmptyMessage;
import ist.spike.wire.Operation;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Random;
import java.util.logging.Logger;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Ten thousand clients that hold a connection and say nothing, and a thousand that talk garbage, all
 * at once, against a Nexus with a heap of 96 MB. Good clients are answered all the while, and what the
 * process needs does not go on growing. {@code -Dattack.idle} is another number of clients.
 */
@Tag("system")
final class IdleCrowdTest {

  private static final int CROWD = Integer.getInteger("attack.idle", 10_000);
  private static final int MORE = CROWD / 10;
  private static final int GARBAGE = CROWD / 10;
  /** Of the crowd as many have made room for good clients at most, which then went. */
  private static final int GOOD = 20;
  /** Measured: 12 KB, of which the buffers of the system are no part. */
  private static final long MAX_BYTES_A_CONNECTION = 40 * 1024;
  private static final long MAX_GROWTH_BYTES = 64 * 1024 * 1024;
  /** Generous, for machines that do something else meanwhile. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Logger LOG = Logger.getLogger(IdleCrowdTest.class.getName());

  private final List<Socket> crowd = new ArrayList<>();

  @Test
  void crowd_idleAndGarbage_goodClientsAreAnsweredAndMemoryStaysFlat(@TempDir Path temp)
      throws Exception {
    int port = LoopbackPorts.free(1).getFirst();
    AttackedProgram nexus =
        new AttackedProgram("nexus", List.of("nexus"), temp, AttackedProgram.Build.ofTarget(temp));
    try (Identities identities = Identities.open(temp.resolve("sockets"))) {
      // Given
      nexus.configure(settings(temp, port, identities));
      nexus.start();
      nexus.awaitListening(port);
      SSLContext client = RawHttps.context(identities.source(Identities.SUPERUSER));
      enlarge(CROWD / 20, client, port, identities);
      long small = residentBytes(nexus);

      // When
      long began = System.nanoTime();
      enlarge(CROWD, client, port, identities);
      long seconds = Duration.ofNanos(System.nanoTime() - began).toSeconds();
      long full = residentBytes(nexus);
      int open = established(port);
      enlarge(CROWD + MORE, client, port, identities);
      talkGarbage(port, identities);
      long end = residentBytes(nexus);

      // Then
      LOG.info(
          () -> "%d idle connections in %d s: %d MB resident before, %d MB with them, %d MB with"
              .formatted(open, seconds, small >> 20, full >> 20, end >> 20)
              + " %d more and garbage from %d".formatted(MORE, GARBAGE));
      assertThat(open).isBetween(CROWD - GOOD, CROWD + 1);
      assertThat(full - small).isLessThan(MAX_BYTES_A_CONNECTION * CROWD);
      assertThat(end - full).isLessThan(MAX_GROWTH_BYTES);
      await().atMost(PATIENCE).untilAsserted(
          () -> assertThat(established(port)).isBetween(CROWD - GOOD, CROWD + GARBAGE));
    } finally {
      nexus.kill();
      for (Socket each : crowd) {
        each.close();
      }
    }
  }

  private static Properties settings(Path temp, int port, Identities identities) {
    Properties settings = new Properties();
    settings.put("spiffe.endpoint.socket", identities.address(Identities.NEXUS));
    settings.put("nexus.tls.port", "127.0.0.1:" + port);
    settings.put("nexus.keeper.peers",
        LoopbackPorts.free(3).stream().map(each -> LoopbackPorts.url(each).toString())
            .reduce((one, other) -> one + "," + other).orElseThrow());
    settings.put("nexus.data.dir", temp.resolve("data").toString());
    settings.put("http.server.max.connections", String.valueOf(CROWD));
    // How long it takes to make the crowd must not count here.
    settings.put("http.server.read.header.timeout", "20m");
    settings.put("http.server.idle.timeout", "20m");
    return settings;
  }

  /** Connects until there are so many clients, and has a good one answered now and then. */
  private void enlarge(int size, SSLContext client, int port, Identities identities)
      throws Exception {
    while (crowd.size() < size) {
      Socket plain = new Socket(InetAddress.ofLiteral("127.0.0.1"), port);
      crowd.add(plain);
      // What keeps the state of TLS goes, and the connection stays.
      SSLSocket tls =
          (SSLSocket) client.getSocketFactory().createSocket(plain, "localhost", port, false);
      tls.setSoTimeout((int) PATIENCE.toMillis());
      tls.startHandshake();
      if (crowd.size() % 500 == 0) {
        requireWell(port, identities);
      }
    }
    requireWell(port, identities);
  }

  /** All of them hold their connections at the same time. */
  private void talkGarbage(int port, Identities identities) throws Exception {
    Random random = new Random(20_261_125);
    for (int i = 0; i < GARBAGE; i++) {
      byte[] bytes = new byte[random.nextInt(1, 2_000)];
      random.nextBytes(bytes);
      if (i % 2 == 0) {
        byte[] head = {22, 3, 1, 3, (byte) 200, 1, 0, 3, (byte) 196, 3, 3};
        System.arraycopy(head, 0, bytes, 0, Math.min(head.length, bytes.length));
      }
      Socket socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), port);
      crowd.add(socket);
      say(socket, bytes);
    }
    requireWell(port, identities);
  }

  private static void say(Socket socket, byte[] bytes) {
    try {
      OutputStream out = socket.getOutputStream();
      out.write(bytes);
      out.flush();
    } catch (IOException e) {
      // The server has had enough already, as it should.
      LOG.fine(() -> "cut off: " + e);
    }
  }

  private static void requireWell(int port, Identities identities) throws Exception {
    PeerAnswer answer =
        identities.post(Identities.BOOTSTRAP, URI.create("https://127.0.0.1:" + port),
            Operation.NEXUS_STATE, EmptyMessage.json());
    assertThat(answer.status()).as(new String(answer.body(), UTF_8)).isEqualTo(200);
  }

  private static long residentBytes(AttackedProgram program) throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("/proc/" + program.pid() + "/status"))) {
      return lines.filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024).findFirst()
          .orElseThrow();
    }
  }

  /** How many connections the server's side of the system has open on this port. */
  private static int established(int port) throws IOException {
    String end = ":%04X ".formatted(port);
    int count = 0;
    for (String file : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
      try (Stream<String> lines = Files.lines(Path.of(file))) {
        count += (int) lines.map(line -> line.strip().split("\\s+"))
            .filter(part -> (part[1] + " ").endsWith(end) && part[3].equals("01")).count();
      }
    }
    return count;
  }
}
