// SPDX-License-Identifier: Apache-2.0
package ist.spike.wire;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One answer, complete with its headers (wire spec 2.2).
 *
 * @param status the HTTP status
 * @param contentType the value of {@code Content-Type}
 * @param body the whole body
 * @param headers all other headers
 */
@SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
public record Reply(int status, String contentType, byte[] body, Map<String, String> headers) {

  private static final String JSON = "application/json";
  private static final String BUSY_RETRY_AFTER_SECONDS = "1";
  private static final Map<String, String> NOT_CACHED =
      Map.of("Cache-Control", "no-store, no-cache, must-revalidate, private", "Pragma", "no-cache",
          "Expires", "0");

  /** A JSON answer of 200. SPIKE's bodies are never empty: at least {@code {}}. */
  public static Reply ok(byte[] json) {
    return new Reply(200, JSON, json, NOT_CACHED);
  }

  /** A failure in the operation's own shape. */
  public static Reply failure(Operation operation, ErrorCode code) {
    return failure(code, operation.failureBody(code));
  }

  /** A failure of a request that belongs to no operation: the body holds the code alone. */
  public static Reply failure(ErrorCode code) {
    return failure(code,
        ("{\"err\":\"" + code.text() + "\"}").getBytes(StandardCharsets.UTF_8));
  }

  /** Raw bytes of the cipher service, which SPIKE sends without any other header. */
  public static Reply binary(byte[] bytes) {
    return new Reply(200, "application/octet-stream", bytes, Map.of());
  }

  /** A failure of a stream of the cipher service: Go's plain text, with its line end. */
  public static Reply text(int status, String text) {
    return new Reply(status, "text/plain; charset=utf-8",
        (text + "\n").getBytes(StandardCharsets.UTF_8),
        Map.of("X-Content-Type-Options", "nosniff"));
  }

  private static Reply failure(ErrorCode code, byte[] body) {
    Map<String, String> headers = new LinkedHashMap<>(NOT_CACHED);
    if (code == ErrorCode.BUSY) {
      headers.put("Retry-After", BUSY_RETRY_AFTER_SECONDS);
    }
    return new Reply(code.status(), JSON, body, Map.copyOf(headers));
  }

  /** Names the answer without its body, which may hold a secret. */
  @Override
  public String toString() {
    return "Reply[" + status + ", " + body.length + " bytes]";
  }
}
