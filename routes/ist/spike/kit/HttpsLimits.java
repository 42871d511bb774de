// SPDX-License-Identifier: Apache-2.0
package ist.spike.kit;

import java.time.Duration;

/**
 * How much a server takes from its clients. All bodies together take {@code maxRequests} times
 * {@code maxBodyBytes} of the heap at most, and those of one identity {@code maxRequestsPerIdentity}
 * times.
 *
 * @param maxBodyBytes the largest request body; a larger one is answered 400
 * @param maxConnections of clients that have shaken hands, open at once; one more takes the place of the one that idles longest, or is
 *     closed without an answer when none does
 * @param maxRequests being read or worked on at once; one more is answered 503
 * @param maxRequestsPerIdentity the same of one SPIFFE ID
 * @param headerTimeout for the headers of a connection's first request, and then for each body
 * @param idleTimeout until the headers of the next request on a connection are complete
 * @param answerTimeout until the client has taken an answer
 * @param handshakes of the clients of whom nobody knows yet who they are
 */
public record HttpsLimits(int maxBodyBytes, int maxConnections, int maxRequests,
    int maxRequestsPerIdentity, Duration headerTimeout, Duration idleTimeout,
    Duration answerTimeout, Handshakes handshakes) {

  /**
   * What a client may take before it has shaken hands.
   *
   * @param max under way at once; one more takes the place of one chosen at random
   * @param timeout for the whole handshake
   */
  public record Handshakes(int max, Duration timeout) {}

  /** One identity may have all requests, and as long for an answer as between requests. */
  HttpsLimits(int maxBodyBytes, int maxConnections, int maxRequests, Duration headerTimeout,
      Duration idleTimeout) {
    this(maxBodyBytes, maxConnections, maxRequests, maxRequests, headerTimeout, idleTimeout,
        idleTimeout, new Handshakes(maxConnections, headerTimeout));
  }
}
