// SPDX-License-Identifier: Apache-2.0
package ist.spike.kit;

import io.spiffe.spiffeid.SpiffeId;
import io.vertx.core.http.HttpServerRequest;
import ist.spike.wire.Call;
import ist.spike.wire.Operation;
import ist.spike.wire.RequestTrace;
import java.util.Optional;

/**
 * One request as the engine took it off the wire. It is the only thing about a request that reaches
 * a route: no header of it becomes a Camel header.
 *
 * @param method the HTTP method, such as {@code POST}
 * @param path the decoded path, without the query
 * @param action the first value of the query parameter {@code action}; empty when there is none
 * @param contentType the request's content type; empty when there is none
 * @param body the whole body, at most as long as the engine's limit
 * @param caller the SPIFFE ID of the verified peer certificate; empty when it is not a valid one
 * @param trace what is learned about the request, for its record
 */
@SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
public record HttpRequest(String method, String path, String action, String contentType,
    byte[] body, Optional<SpiffeId> caller, RequestTrace trace) {

  private static final byte[] NO_BODY = {};

  /** This request as a call of {@code operation}. */
  Call toCall(Operation operation) {
    return new Call(operation, caller, body, contentType, trace);
  }

  /** A request whose body was not read. */
  static HttpRequest of(HttpServerRequest request, SpiffeId caller, String id) {
    return new HttpRequest(request.method().name(), RequestTarget.path(request.path()),
        RequestTarget.action(request.query()),
        Optional.ofNullable(request.getHeader("Content-Type")).orElse(""), NO_BODY,
        Optional.of(caller), new RequestTrace(id));
  }

  /** A request of which nothing can be read. */
  static HttpRequest unreadable(SpiffeId caller, String id) {
    return new HttpRequest("", "", "", "", NO_BODY, Optional.of(caller), new RequestTrace(id));
  }

  /** The same request, now that its body was read. */
  HttpRequest withBody(byte[] whole) {
    return new HttpRequest(method, path, action, contentType, whole, caller, trace);
  }

  /** Names the request without its body, which may hold a secret. */
  @Override
  public String toString() {
    return "HttpRequest[" + method + " " + path + "?action=" + action + "]";
  }
}
