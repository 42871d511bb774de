// SPDX-License-Identifier: Apache-2.0
package ist.spike.peer;

import java.net.URI;

/** A call that brought no usable answer, and why. The message names the peer's address. */
public final class PeerException extends Exception {

  /** Why a call failed. */
  public enum Reason {
    /** Nobody listens there, or the network does not lead there. */
    CANNOT_CONNECT,
    /** TLS failed: the peer is not the one we expect, or it does not accept us. */
    REFUSED,
    /** The peer did not answer in time. It may still have done what it was asked. */
    TIMEOUT,
    /** The answer is larger than we take. */
    TOO_LARGE,
    /** The connection broke in the middle. The peer may have done what it was asked. */
    BROKEN,
    /** Our own thread was told to stop. */
    INTERRUPTED
  }

  private static final long serialVersionUID = 1L;

  private final Reason reason;

  PeerException(Reason reason, URI peer, String what, Throwable cause) {
    super(peer + ": " + what, cause);
    this.reason = reason;
  }

  /** Why the call failed. */
  public Reason reason() {
    return reason;
  }

  /** Whether the same call may succeed a little later, without anybody changing a setting. */
  public boolean isWorthRetrying() {
    return reason != Reason.TOO_LARGE && reason != Reason.INTERRUPTED;
  }
}
