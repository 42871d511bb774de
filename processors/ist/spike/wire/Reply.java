// SPDX-License-Identifier: Apache-2.0
package ist.spike.wire;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * One answer, complete with its headers (wire spec 2.2).
 *
 * @param status the HTTP status
 * @param contentType the value of {@code Content-Type}
 * @param body the whole body; empty when there is a rest
 * @param headers all other headers
 * @param rest what is not there yet
 * @param code why it was refused or failed, as the wire names it; empty when it was done
 */
@SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
public record Reply(int status, String contentType, byte[] body, Map<String, String> headers,
    Optional<Rest> rest, String code) {

  /** What comes when the answer is sent, or before it can be. */
  public sealed interface Rest {

    /** What is answered; a failure has its shape. */
    Operation operation();
  }

  /**
   * A body that is made while it is sent.
   *
   * @param operation what is answered
   * @param writer writes the body; what it throws later breaks the connection
   */
  public record Stream(Operation operation, Writer writer) implements Rest {}

  /**
   * An answer that waits for something, such as a commit, while no thread does.
   *
   * @param operation what is answered
   * @param whole the answer; a {@link SpikeException} tells why there is none
   */
  public record Later(Operation operation, CompletionStage<Reply> whole) implements Rest {}

  /** Writes a body, once; each write may wait until the client has taken what is before it. */
  @FunctionalInterface
  public interface Writer {
    void writeTo(OutputStream out) throws IOException;
  }

  private static final String JSON = "application/json";
  private static final String BUSY_RETRY_AFTER_SECONDS = "1";
  private static final Map<String, String> NOT_CACHED =
      Map.of("Cache-Control", "no-store, no-cache, must-revalidate, private", "Pragma", "no-cache",
          "Expires", "0");

  private static final byte[] NOTHING = {};

  /** An answer whose body is known. */
  public Reply(int status, String contentType, byte[] body, Map<String, String> headers) {
    this(status, contentType, body, headers, Optional.empty(), "");
  }

  /** A JSON answer of 200 to {@code operation} whose body may be too long to be made at once. */
  public static Reply streamed(Operation operation, Writer writer) {
    return new Reply(200, JSON, NOTHING, NOT_CACHED,
        Optional.of(new Stream(operation, writer)), "");
  }

  /** An answer to {@code operation} that is known when something is done. */
  public static Reply later(Operation operation, CompletionStage<Reply> whole) {
    return new Reply(0, JSON, NOTHING, Map.of(), Optional.of(new Later(operation, whole)), "");
  }

  /** Writes the body while it is being sent, if it may be long. */
  public Optional<Stream> stream() {
    return rest.filter(Stream.class::isInstance).map(Stream.class::cast);
  }

  /** The same answer with a body that is known after all. */
  public Reply withBody(byte[] whole) {
    return new Reply(status, contentType, whole, headers);
  }

  /** A JSON answer of 200. SPIKE's bodies are never empty: at least {@code {}}. Takes the array. */
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
        Map.of("X-Content-Type-Options", "nosniff"), Optional.empty(),
        ErrorCode.BAD_REQUEST.text());
  }

  private static Reply failure(ErrorCode code, byte[] body) {
    Map<String, String> headers = new LinkedHashMap<>(NOT_CACHED);
    if (code == ErrorCode.BUSY) {
      headers.put("Retry-After", BUSY_RETRY_AFTER_SECONDS);
    }
    return new Reply(code.status(), JSON, body, Map.copyOf(headers), Optional.empty(),
        code.text());
  }

  /**
   * Zeroes the body of an answer that was written: it may hold a secret, and its array is the
   * answer's own. Refusals stay; one of them may answer many requests.
   */
  public void forget() {
    if (status == 200) {
      Arrays.fill(body, (byte) 0);
    }
  }

  /** Names the answer without its body, which may hold a secret. */
  @Override
  public String toString() {
    return "Reply[" + status + ", "
        + rest.map(each -> each.getClass().getSimpleName()).orElse(body.length + " bytes")
        + "]";
  }
}
