// SPDX-License-Identifier: Apache-2.0
package ist.spike.kit;

/**
 * How long a connection may serve, so that none is cut off by the end of an SVID while a request is
 * on its way. Measured from the handshake to the end of the first of both SVIDs: in the last third
 * each answer asks the client to connect anew, in the last sixth an idle connection is closed.
 *
 * <p>All times are milliseconds since 1970, for certificates live by the wall clock.
 *
 * @param renewFromMs from when on answers ask for a new connection
 * @param evictFromMs from when on idle connections are closed
 * @param endMs when nothing is answered any more
 */
record ConnectionLife(long renewFromMs, long evictFromMs, long endMs) {

  static ConnectionLife of(long handshakeMs, long endMs) {
    long left = Math.max(0, endMs - handshakeMs);
    return new ConnectionLife(endMs - left / 3, endMs - left / 6, endMs);
  }

  boolean isToBeRenewed(long nowMs) {
    return nowMs >= renewFromMs;
  }

  boolean isToBeEvicted(long nowMs) {
    return nowMs >= evictFromMs;
  }

  boolean isOver(long nowMs) {
    return nowMs >= endMs;
  }
}
