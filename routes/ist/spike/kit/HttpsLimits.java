// SPDX-License-Identifier: Apache-2.0
package ist.spike.kit;

import java.time.Duration;

/**
 * How much a server takes from its clients. All bodies together take {@code maxRequests} times
 * {@code maxBodyBytes} of the heap at most, and those of one identity {@code maxRequestsPerIdentity}
 * times.
 *
 * @param maxBodyBytes the largest request body; a larger one is answered 400
 * @param maxConnections open at once; one more takes the place of the one that idles longest, or is
 *     closed without an answer when none does
 * @param maxRequests being read or worked on at once; one more is answered 503
 * @param maxRequestsPerIdentity the same of one SPIFFE ID
 * @param headerTimeout for the headers of a connection's first request, and then for each body
 * @param idleTimeout until the headers of the next request on a connection are complete
 * @param answerTimeout until the client has taken an answer
 */
public record HttpsLimits(int maxBodyBytes, int maxConnections, int maxRequests,
    int maxRequestsPerIdentity, Duration headerTimeout, Duration idleTimeout,
    Duration answerTimeout) {

  /** One identity may have all requests, and as long for an answer as between requests. */
  HttpsLimits(int maxBodyBytes, int maxConnections, int maxRequests, Duration headerTimeout,
      Duration idleTimeout) {
    this(maxBodyBytes, maxConnections, maxRequests, maxRequests, headerTimeout, idleTimeout,
        idleTimeout);
  }
}
