// SPDX-License-Identifier: Apache-2.0
package ist.spike.peer;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.spiffe.spiffeid.SpiffeId;
import ist.spike.identity.SvidSource;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.security.Provider;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * {@link PeerClient} for a process that lives for one command, and for what must leave nothing behind:
 * the same checks of the same peer, but a plain socket, a connection for each call, and none of the
 * machinery that serves many calls at once.
 */
public final class BriefClient {

  private static final int DEFAULT_PORT = 443;

  private final SvidSource source;
  private final Predicate<SpiffeId> expectedServer;
  private final Duration connectTimeout;
  private final Optional<Provider> tls;
  private final int maxAnswerBytes;

  /**
   * @param source our SVID and the trust bundles, asked anew for each call; not closed by us
   * @param expectedServer which peers we talk to
   * @param connectTimeout for one address of the peer
   * @param tls whose TLS to use; the JDK's when empty
   */
  public BriefClient(SvidSource source, Predicate<SpiffeId> expectedServer,
      Duration connectTimeout, Optional<Provider> tls) {
    this.source = source;
    this.expectedServer = expectedServer;
    this.connectTimeout = connectTimeout;
    this.tls = tls;
    this.maxAnswerBytes = PeerClient.MAX_ANSWER_BYTES;
  }

  private BriefClient(BriefClient other, int maxAnswerBytes) {
    this.source = other.source;
    this.expectedServer = other.expectedServer;
    this.connectTimeout = other.connectTimeout;
    this.tls = other.tls;
    this.maxAnswerBytes = maxAnswerBytes;
  }

  /** The same, which takes answers of up to so many bytes instead of {@link PeerClient#MAX_ANSWER_BYTES}. */
  BriefClient takingAtMost(int bytes) {
    return new BriefClient(this, bytes);
  }

  /**
   * Posts and waits for the whole answer, whatever its status.
   *
   * @param timeout for everything, from connecting to the last byte of the answer
   * @throws PeerException when there is no usable answer
   */
  public PeerAnswer post(PeerRequest request, Duration timeout) throws PeerException {
    long endNanos = System.nanoTime() + timeout.toNanos();
    AtomicBoolean late = new AtomicBoolean();
    PendingCall call = new PendingCall(request.base(), timeout, connectTimeout);
    try (Socket socket = connect(request.base(), endNanos)) {
      // A socket has a limit for each read and none for a write. Closed, it ends whatever goes on.
      Thread clock = Thread.ofPlatform().daemon().name("deadline").start(() -> {
        if (isOver(left(endNanos))) {
          late.set(true);
          close(socket);
        }
      });
      try {
        return exchange(request, socket);
      } finally {
        clock.interrupt();
      }
    } catch (SocketTimeoutException e) {
      throw call.timedOut(e);
    } catch (IOException e) {
      throw late.get() || left(endNanos).isZero() ? call.timedOut(e) : call.explain(e);
    }
  }

  private PeerAnswer exchange(PeerRequest request, Socket socket) throws IOException {
    SSLSocketFactory factory = Connections.context(source, expectedServer, tls).getSocketFactory();
    URI base = request.base();
    try (SSLSocket tls =
        (SSLSocket) factory.createSocket(socket, base.getHost(), socket.getPort(), true)) {
      tls.setSSLParameters(Connections.parameters());
      tls.startHandshake();
      OutputStream out = tls.getOutputStream();
      out.write(head(request));
      out.write(request.body());
      out.flush();
      return new AnswerReader(new BufferedInputStream(new WholeReads(tls.getInputStream())),
          maxAnswerBytes).read();
    }
  }

  private static byte[] head(PeerRequest request) {
    URI uri = request.uri();
    String target = uri.getRawPath() + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery());
    return ("POST " + target + " HTTP/1.1\r\nHost: " + uri.getRawAuthority()
        + "\r\nContent-Type: " + request.contentType() + "\r\nContent-Length: "
        + request.body().length + "\r\nConnection: close\r\n\r\n").getBytes(US_ASCII);
  }

  /**
   * Connects to the first of the peer's addresses that takes us.
   *
   * @throws SocketTimeoutException when the time for the whole call ends before that
   */
  private Socket connect(URI base, long endNanos) throws IOException {
    int port = base.getPort() < 0 ? DEFAULT_PORT : base.getPort();
    ConnectException failure = new ConnectException("none of its addresses takes us");
    for (InetAddress address : addresses(base.getHost(), endNanos)) {
      long leftMillis = left(endNanos).toMillis();
      if (leftMillis == 0) {
        throw new SocketTimeoutException("no time is left to connect");
      }
      Socket socket = new Socket();
      try {
        socket.connect(new InetSocketAddress(address, port),
            (int) Math.min(connectTimeout.toMillis(), leftMillis));
        socket.setTcpNoDelay(true);
        return socket;
      } catch (IOException e) {
        close(socket);
        // The JDK's wait may end a millisecond early, so the clock does not tell whose limit it
        // was.
        if (e instanceof SocketTimeoutException && leftMillis <= connectTimeout.toMillis()) {
          throw e;
        }
        failure.addSuppressed(e);
      }
    }
    throw failure;
  }

  /** The system looks a name up for as long as it likes; we wait no longer than for the answer. */
  private static InetAddress[] addresses(String host, long endNanos) throws IOException {
    FutureTask<InetAddress[]> lookUp = new FutureTask<>(() -> InetAddress.getAllByName(host));
    Thread.ofPlatform().daemon().name("look-up").start(lookUp);
    try {
      return lookUp.get(left(endNanos).toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new SocketTimeoutException("nobody says where " + host + " is");
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException failure ? failure : new IOException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("the call was given up");
    }
  }

  private static Duration left(long endNanos) {
    return Duration.ofNanos(Math.max(0, endNanos - System.nanoTime()));
  }

  private static boolean isOver(Duration timeout) {
    try {
      Thread.sleep(timeout);
      return true;
    } catch (InterruptedException e) {
      return false;
    }
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // There is nothing left of it to close.
    }
  }
}
