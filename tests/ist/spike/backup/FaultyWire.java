// SPDX-License-Identifier: Apache-2.0
package ist.spike.backup;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Carries bytes to a server on loopback, until so many went one way: then it cuts, carries nothing more, or only a byte
 * now and then.
 */
final class FaultyWire implements AutoCloseable {

  private static final int PIECE_BYTES = 8_192;
  private static final int MAX_WAIT_SECONDS = 120;
  private static final long TRICKLE_NANOS = 20_000_000;

  private final ServerSocket entry = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final int server;
  private final AtomicLong up = new AtomicLong(Long.MAX_VALUE);
  private final AtomicLong down = new AtomicLong(Long.MAX_VALUE);
  private final Fault fault;
  private final CountDownLatch faulted = new CountDownLatch(1);

  /** What happens when all that is allowed went through. */
  enum Fault {
    CUTS,
    STALLS,
    TRICKLES
  }

  FaultyWire(int server, Fault fault) throws IOException {
    this.server = server;
    this.fault = fault;
    Thread.ofVirtual().start(this::serve);
  }

  int port() {
    return entry.getLocalPort();
  }

  /** From now on; {@code Long.MAX_VALUE} is all. */
  void allow(long upBytes, long downBytes) {
    up.set(upBytes);
    down.set(downBytes);
  }

  /** Waits until the fault happens for the first time; false when it does not. */
  boolean awaitFault() throws InterruptedException {
    return faulted.await(MAX_WAIT_SECONDS, TimeUnit.SECONDS);
  }

  private void serve() {
    while (!entry.isClosed()) {
      try {
        Socket client = entry.accept();
        Socket far = new Socket();
        sockets.addAll(List.of(client, far));
        far.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server));
        Thread.ofVirtual().start(() -> carry(client, far, up));
        Thread.ofVirtual().start(() -> carry(far, client, down));
      } catch (IOException e) {
        // A connection less; the next one may work, and closing ends the loop.
      }
    }
  }

  private void carry(Socket from, Socket to, AtomicLong left) {
    byte[] piece = new byte[PIECE_BYTES];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int size = in.read(piece); size >= 0; size = in.read(piece)) {
        if (left.addAndGet(-size) < 0) {
          faulted.countDown();
          if (fault == Fault.TRICKLES) {
            trickle(piece, size, out);
            continue;
          }
          if (fault == Fault.STALLS) {
            return;
          }
          break;
        }
        out.write(piece, 0, size);
      }
      from.close();
      to.close();
    } catch (IOException e) {
      // The other direction has closed them.
    }
  }

  /** Every byte arrives, each one long before anybody's time-out between two. */
  private static void trickle(byte[] piece, int size, OutputStream out) throws IOException {
    for (int i = 0; i < size; i++) {
      out.write(piece, i, 1);
      LockSupport.parkNanos(TRICKLE_NANOS);
    }
  }

  @Override
  public void close() throws IOException {
    entry.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
