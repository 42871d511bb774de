// SPDX-License-Identifier: Apache-2.0
package ist.spike.kit;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.Optional;
import java.util.function.Consumer;

/** Collects the body of one request up to a limit. What is beyond is read and dropped. */
final class BodyReader {

  /** A client reads no answer while it still sends, so we let it finish, but not for ever. */
  private static final long MAX_DROPPED_BYTES = 8L * 1024 * 1024;

  /** What is set aside on a client's word; shares and secrets are far smaller. */
  private static final int MAX_HINT_BYTES = 64 * 1024;

  /** So many digits may be too large a number. */
  private static final int MAX_LENGTH_DIGITS = 10;

  private final HttpServerRequest request;
  private final int maxBytes;
  private Buffer body;
  private long received;

  private BodyReader(HttpServerRequest request, int maxBytes) {
    this.request = request;
    this.maxBytes = maxBytes;
    // A buffer that grows leaves copies behind that nobody can zero.
    this.body = Buffer.buffer(sizeHint(request, maxBytes));
  }

  /** Calls {@code whenRead} with the whole body, or with nothing when it was too large. */
  static void read(HttpServerRequest request, int maxBytes, Consumer<Optional<byte[]>> whenRead) {
    BodyReader reader = new BodyReader(request, maxBytes);
    request.handler(reader::take);
    request.endHandler(_ -> whenRead.accept(reader.whole()));
  }

  private static int sizeHint(HttpServerRequest request, int maxBytes) {
    String length = request.getHeader("Content-Length");
    return length != null && length.length() < MAX_LENGTH_DIGITS
        && length.chars().allMatch(each -> each >= '0' && each <= '9') && !length.isEmpty()
            ? Math.min(Integer.parseInt(length), Math.min(maxBytes, MAX_HINT_BYTES))
            : 0;
  }

  private void take(Buffer chunk) {
    received += chunk.length();
    if (received <= maxBytes) {
      body.appendBuffer(chunk);
      Wipe.zero(chunk);
    } else if (received <= maxBytes + MAX_DROPPED_BYTES) {
      body = Buffer.buffer();
    } else {
      request.connection().close();
    }
  }

  private Optional<byte[]> whole() {
    if (received > maxBytes) {
      return Optional.empty();
    }
    byte[] whole = body.getBytes();
    Wipe.zero(body);
    return Optional.of(whole);
  }
}
