// SPDX-License-Identifier: Apache-2.0
package ist.spike.peer;

import java.net.URI;

/**
 * What to ask a peer. All of SPIKE's API is POST.
 *
 * @param base scheme, host and port, such as {@code https://localhost:8553}; a path is kept
 * @param target path and query, such as {@code /v1/store/secrets?action=get}
 * @param contentType of the body
 * @param body may hold a secret; not kept
 */
@SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
public record PeerRequest(URI base, String target, String contentType, byte[] body) {

  /** The content type of all of SPIKE's requests but streams to the cipher. */
  public static final String JSON = "application/json";

  /** The content type of streams to the cipher. */
  public static final String BYTES = "application/octet-stream";

  /** A request with a JSON body. */
  public static PeerRequest json(URI base, String target, byte[] body) {
    return new PeerRequest(base, target, JSON, body);
  }

  /** The address to call. */
  public URI uri() {
    String text = base.toString();
    return URI.create((text.endsWith("/") ? text.substring(0, text.length() - 1) : text) + target);
  }

  /** Names the request without its body. */
  @Override
  public String toString() {
    return "PeerRequest[" + uri() + ", " + body.length + " bytes]";
  }
}
