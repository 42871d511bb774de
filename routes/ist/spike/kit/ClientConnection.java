// SPDX-License-Identifier: Apache-2.0
package ist.spike.kit;

import io.vertx.core.http.HttpConnection;
import java.security.cert.CertificateException;
import java.time.Duration;

/** One open connection: who is there and how long it may stay silent. Lives on the event loop. */
final class ClientConnection {

  private enum Turn {
    WAITING,
    READING,
    WORKING
  }

  private final HttpConnection connection;
  private PeerGuard.Peer peer;
  private Turn turn = Turn.WAITING;
  private long deadlineNanos;

  ClientConnection(HttpConnection connection, PeerGuard.Peer peer, Duration patience) {
    this.connection = connection;
    this.peer = peer;
    this.deadlineNanos = System.nanoTime() + patience.toNanos();
  }

  PeerGuard.Peer peer() {
    return peer;
  }

  void verifyAgain(PeerGuard guard) throws CertificateException {
    peer = guard.admitAgain(peer);
  }

  /** The client may send its next request within this time, or leave. */
  void awaitRequest(Duration patience) {
    turn = Turn.WAITING;
    deadlineNanos = System.nanoTime() + patience.toNanos();
  }

  /** The client has begun a request and must end it within this time. */
  void awaitBody(Duration patience) {
    turn = Turn.READING;
    deadlineNanos = System.nanoTime() + patience.toNanos();
  }

  /** It is our turn; the client may wait. */
  void work() {
    turn = Turn.WORKING;
  }

  /** Whether there is no request on it, not even the beginning of one. */
  boolean isIdle() {
    return turn == Turn.WAITING;
  }

  /** Closes the connection if its client is too slow, or if it is idle and its time is up. */
  void closeWhenDue(long nowNanos, long nowMs) {
    boolean slow = turn != Turn.WORKING && nowNanos - deadlineNanos > 0;
    if (slow || (isIdle() && peer.life().isToBeEvicted(nowMs))) {
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
