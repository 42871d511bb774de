// SPDX-License-Identifier: Apache-2.0
package ist.spike.kit;

import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.Comparator;

/** One open connection: who is there and how long it may stay silent. Lives on the event loop. */
final class ClientConnection {

  private enum Turn {
    WAITING,
    READING,
    WORKING,
    WRITING
  }

  /** The one that has said nothing for the longest time comes first. */
  static final Comparator<ClientConnection> LONGEST_FIRST =
      Comparator.comparingLong(connection -> connection.sinceNanos);

  /** Answers that wait to be taken lie in our memory; few clients send ahead at all. */
  private static final int MAX_PENDING = 8;

  private final HttpConnection connection;
  private final BrokenBody broken;
  private PeerGuard.Peer peer;
  private Turn turn = Turn.WAITING;
  private long sinceNanos = System.nanoTime();
  private long deadlineNanos;
  private int pending;

  ClientConnection(HttpConnection connection, PeerGuard.Peer peer, Duration patience) {
    this.connection = connection;
    this.broken = BrokenBody.watch(connection);
    OtherVersions.mark(connection);
    this.peer = peer;
    this.deadlineNanos = System.nanoTime() + patience.toNanos();
  }

  PeerGuard.Peer peer() {
    return peer;
  }

  void verifyAgain(PeerGuard guard) throws CertificateException {
    peer = guard.admitAgain(peer);
  }

  /** One more answer is owed; whether the client has waited for the earlier ones as it should. */
  boolean begin() {
    return ++pending <= MAX_PENDING;
  }

  /** An answer was taken. With the last one it is the client's turn, for the idle time. */
  void answered(HttpsLimits limits) {
    pending--;
    if (pending == 0) {
      turn = Turn.WAITING;
      sinceNanos = System.nanoTime();
      deadlineNanos = sinceNanos + limits.idleTimeout().toNanos();
    } else if (turn == Turn.WRITING) {
      awaitAnswerTaken(limits.answerTimeout());
    }
  }

  /** The client has begun a request and must end it within this time. */
  void awaitBody(Duration patience) {
    turn = Turn.READING;
    deadlineNanos = System.nanoTime() + patience.toNanos();
  }

  /** The client must take our answer within this time. */
  void awaitAnswerTaken(Duration patience) {
    turn = Turn.WRITING;
    deadlineNanos = System.nanoTime() + patience.toNanos();
  }

  /** Whether the body that ended last broke off; the connection is of no use any more. */
  boolean isBodyBroken() {
    return broken.isFound();
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
    if (turn != Turn.WORKING && nowNanos - deadlineNanos > 0) {
      cutOff();
    } else if (isIdle() && peer.life().isToBeEvicted(nowMs)) {
      close();
    }
  }

  /**
   * Closes without sending what is still to be sent. Vert.x sends all of it first, also when the
   * channel is told to close, and so waits for ever for a client that takes nothing. Beneath it only
   * TLS says goodbye, for which Netty waits 3 seconds.
   */
  static void cutOff(HttpConnection connection) {
    if (connection instanceof ConnectionBase base) {
      var _ = base.channelHandlerContext().close();
    } else {
      connection.close();
    }
  }

  /** Closes without sending what is still to be sent. */
  void cutOff() {
    cutOff(connection);
  }

  boolean isToBeRenewed() {
    return peer.life().isToBeRenewed(System.currentTimeMillis());
  }

  void close() {
    connection.close();
  }
}
