// SPDX-License-Identifier: Apache-2.0
package ist.spike.kit;

import java.time.Duration;

/**
 * How much a server takes from its clients.
 *
 * @param maxBodyBytes the largest request body; a larger one is answered 400
 * @param maxConnections open at once; one more is closed without an answer
 * @param maxRequests being read or worked on at once; one more is answered 503
 * @param headerTimeout for the headers of a connection's first request, and then for each body
 * @param idleTimeout until the headers of the next request on a connection are complete
 */
public record HttpsLimits(int maxBodyBytes, int maxConnections, int maxRequests,
    Duration headerTimeout, Duration idleTimeout) {

  /** 1 MiB, 10,000 connections, 512 requests, 10 s, 75 s. */
  public static final HttpsLimits DEFAULT =
      new HttpsLimits(1024 * 1024, 10_000, 512, Duration.ofSeconds(10), Duration.ofSeconds(75));
}
