// SPDX-License-Identifier: Apache-2.0
package ist.spike.kit;

import java.time.Duration;

/**
 * How much a server takes from its clients.
 *
 * @param bodies of requests, and of answers that their clients have not taken yet
 * @param maxConnections of clients that have shaken hands, open at once; one more takes the place of the one that idles longest, or is
 *     closed without an answer when none does
 * @param maxRequests being read or worked on at once; one more is answered 503
 * @param maxRequestsPerIdentity the same of one SPIFFE ID
 * @param headerTimeout for the headers of a connection's first request, and then for each body
 * @param idleTimeout until the headers of the next request on a connection are complete
 * @param answerTimeout until the client has taken an answer
 * @param handshakes of the clients of whom nobody knows yet who they are
 */
public record HttpsLimits(Bodies bodies, int maxConnections, int maxRequests,
    int maxRequestsPerIdentity, Duration headerTimeout, Duration idleTimeout,
    Duration answerTimeout, Handshakes handshakes) {

  /**
   * What a client may take before it has shaken hands.
   *
   * @param max under way at once; one more takes the place of one chosen at random
   * @param timeout for the whole handshake
   */
  public record Handshakes(int max, Duration timeout) {}

  /**
   * How much memory bodies take.
   *
   * @param maxBytes the largest request body; a larger one is answered 400
   * @param all bytes of all bodies at a time, of which one identity may have half; a request with one
   *     more is answered 503. Making an answer takes some times as much of the heap
   */
  public record Bodies(int maxBytes, long all) {

    /** So many can have as much as they may at a time. */
    static final int IDENTITIES = 2;

    /** One identity may have this many at a time. */
    static Bodies of(int maxBytes, int requests) {
      return new Bodies(maxBytes, (long) IDENTITIES * maxBytes * requests);
    }
  }

  /** All requests may have a body. */
  HttpsLimits(int maxBodyBytes, int maxConnections, int maxRequests, int maxRequestsPerIdentity,
      Duration headerTimeout, Duration idleTimeout, Duration answerTimeout,
      Handshakes handshakes) {
    this(Bodies.of(maxBodyBytes, maxRequests), maxConnections, maxRequests,
        maxRequestsPerIdentity, headerTimeout, idleTimeout, answerTimeout, handshakes);
  }

  /** One identity may have all requests, and as long for an answer as between requests. */
  HttpsLimits(int maxBodyBytes, int maxConnections, int maxRequests, Duration headerTimeout,
      Duration idleTimeout) {
    this(maxBodyBytes, maxConnections, maxRequests, maxRequests, headerTimeout, idleTimeout,
        idleTimeout, new Handshakes(maxConnections, headerTimeout));
  }
}
