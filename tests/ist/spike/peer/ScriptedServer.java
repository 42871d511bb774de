// SPDX-License-Identifier: Apache-2.0
package ist.spike.peer;

import static java.nio.charset.StandardCharsets.US_ASCII;

import ist.spike.fakes.SettableSource;
import ist.spike.fakes.TestAuthority;
import ist.spike.identity.SvidKeyManager;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import org.jspecify.annotations.Nullable;

/** A TLS server that reads a request and then does, byte for byte, what the test says. */
final class ScriptedServer implements AutoCloseable {

  /** What to do once a request has been read; whether the connection is good for another one. */
  private interface Script {
    boolean play(OutputStream out) throws IOException, InterruptedException;
  }

  private static final int BACKLOG = 10;

  private final SettableSource identity;
  private final SSLServerSocket listener;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final AtomicInteger connections = new AtomicInteger();
  private final List<String> requestLines = new CopyOnWriteArrayList<>();
  private final List<Socket> open = new CopyOnWriteArrayList<>();
  private final CountDownLatch requested = new CountDownLatch(1);
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile Script script = out -> false;

  ScriptedServer(TestAuthority authority, String path) {
    this.identity = SettableSource.of(authority, path);
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(new KeyManager[]{new SvidKeyManager(identity)}, null, null);
      this.listener = (SSLServerSocket) context.getServerSocketFactory()
          .createServerSocket(0, BACKLOG, InetAddress.ofLiteral("127.0.0.1"));
    } catch (GeneralSecurityException | IOException e) {
      throw new AssertionError("loopback has a free port and the JDK has TLS", e);
    }
    var _ = threads.submit(this::acceptAll);
  }

  URI base() {
    return URI.create("https://127.0.0.1:" + listener.getLocalPort());
  }

  SettableSource identity() {
    return identity;
  }

  /** Those that got as far as a request. */
  int connections() {
    return connections.get();
  }

  /** Those that are open still. */
  long openConnections() {
    return open.stream().filter(socket -> !socket.isClosed()).count();
  }

  List<String> requestLines() {
    return requestLines;
  }

  void awaitRequest(Duration bound) throws InterruptedException {
    if (!requested.await(bound.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new AssertionError("no request came");
    }
  }

  void answerOk(String body) {
    answer("HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
  }

  void answer(String text) {
    script = out -> send(out, text, true);
  }

  void answerAndHangUp(String text) {
    script = out -> send(out, text, false);
  }

  /** And then nothing more, with the connection open. */
  void answerAndHold(String text) {
    script = out -> {
      send(out, text, true);
      closed.await();
      return false;
    };
  }

  void answerAfter(CountDownLatch release, String text) {
    script = out -> {
      release.await();
      return send(out, text, false);
    };
  }

  /** Until the client hangs up. */
  void answerForever(String first, String again) {
    script = out -> {
      send(out, first, true);
      while (closed.getCount() > 0) {
        send(out, again, true);
      }
      return false;
    };
  }

  @Override
  public void close() throws IOException {
    closed.countDown();
    listener.close();
    for (Socket socket : open) {
      socket.close();
    }
    threads.close();
  }

  private @Nullable Void acceptAll() throws IOException {
    while (!listener.isClosed()) {
      Socket socket = listener.accept();
      open.add(socket);
      var _ = threads.submit(() -> serve(socket));
    }
    return null;
  }

  private @Nullable Void serve(Socket socket)
      throws IOException, InterruptedException {
    try (socket;
        BufferedReader in =
            new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII))) {
      boolean first = true;
      while (readRequest(in, first) && script.play(socket.getOutputStream())) {
        first = false;
      }
    }
    return null;
  }

  /** False at the end of the connection. */
  private boolean readRequest(BufferedReader in, boolean first) throws IOException {
    String line = in.readLine();
    if (line == null) {
      return false;
    }
    requestLines.add(line);
    if (first) {
      connections.incrementAndGet();
    }
    int length = 0;
    for (String header = in.readLine(); header != null && !header.isEmpty(); header =
        in.readLine()) {
      if (header.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
        length = Integer.parseInt(header.substring("content-length:".length()).strip());
      }
    }
    if (in.skip(length) != length) {
      throw new AssertionError("the request ends early");
    }
    requested.countDown();
    return true;
  }

  private static boolean send(OutputStream out, String text, boolean keepOpen)
      throws IOException {
    out.write(text.getBytes(US_ASCII));
    out.flush();
    return keepOpen;
  }
}
