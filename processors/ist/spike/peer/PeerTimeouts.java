// SPDX-License-Identifier: Apache-2.0
package ist.spike.peer;

import java.time.Duration;

/**
 * How patient a client is; each call brings its own total timeout besides.
 *
 * @param connect for a connection with its TLS handshake, at most
 * @param connectionAge after this long a connection is not used for another call
 */
public record PeerTimeouts(Duration connect, Duration connectionAge) {

  /** Five seconds for a connection, five minutes of its use. */
  public static final PeerTimeouts DEFAULT =
      new PeerTimeouts(Duration.ofSeconds(5), Duration.ofMinutes(5));
}
