// SPDX-License-Identifier: Apache-2.0
package ist.spike.kit;

import io.vertx.core.http.HttpConnection;
import java.security.cert.CertificateException;
import java.time.Duration;

/** One open connection: who is there and how long it may stay silent. Lives on the event loop. */
final class ClientConnection {

  private final HttpConnection connection;
  private PeerGuard.Peer peer;
  private boolean working;
  private long deadlineNanos;

  ClientConnection(HttpConnection connection, PeerGuard.Peer peer, Duration patience) {
    this.connection = connection;
    this.peer = peer;
    expectWithin(patience);
  }

  PeerGuard.Peer peer() {
    return peer;
  }

  void verifyAgain(PeerGuard guard) throws CertificateException {
    peer = guard.admitAgain(peer);
  }

  /** The client must do the next thing within this time. */
  void expectWithin(Duration patience) {
    working = false;
    deadlineNanos = System.nanoTime() + patience.toNanos();
  }

  /** It is our turn; the client may wait. */
  void work() {
    working = true;
  }

  boolean isIdle() {
    return !working;
  }

  /** Closes the connection if its client is too slow or its time is up. */
  void closeWhenDue(long nowNanos, long nowMs) {
    boolean slow = nowNanos - deadlineNanos > 0;
    if (isIdle() && (slow || peer.life().isToBeEvicted(nowMs))) {
      close();
    }
  }

  boolean isToBeRenewed() {
    return peer.life().isToBeRenewed(System.currentTimeMillis());
  }

  void close() {
    connection.close();
  }
}
