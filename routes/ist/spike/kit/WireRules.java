// SPDX-License-Identifier: Apache-2.0
package ist.spike.kit;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;

/**
 * What Netty lets pass and no honest client sends. Two programs that read such a request in two ways
 * are how one request is smuggled inside another (RFC 9112, 11.2).
 */
final class WireRules {

  private static final String CHUNKED = "chunked";

  private WireRules() {}

  /** Whether there is only one way to read the request. */
  static boolean hold(HttpServerRequest request) {
    MultiMap headers = request.headers();
    // RFC 9112, 3.2: "A server MUST respond with a 400" to no Host and to more than one.
    boolean host = request.version() != HttpVersion.HTTP_1_1 || headers.getAll("Host").size() == 1;
    return host && !headers.contains("") && isKnownFraming(headers);
  }

  /** RFC 9112, 6.1: a coding that we do not know leaves the length of the body unknown. */
  private static boolean isKnownFraming(MultiMap headers) {
    var codings = headers.getAll("Transfer-Encoding");
    return codings.isEmpty() || (codings.size() == 1 && isChunked(headers));
  }

  /**
   * Whether the body is chunked. Netty has dropped a Content-Length that came with it, so nobody
   * knows whether there was one, and the connection must not be used again (RFC 9112, 6.3).
   */
  static boolean isChunked(MultiMap headers) {
    return CHUNKED.equalsIgnoreCase(headers.get("Transfer-Encoding"));
  }
}
