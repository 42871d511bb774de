// SPDX-License-Identifier: Apache-2.0
package ist.spike.kit;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntPredicate;

/** Collects the body of one request up to limits. What is beyond them is read and dropped. */
final class BodyReader {

  /** A client reads no answer while it still sends, so we let it finish, but not for ever. */
  private static final long MAX_DROPPED_BYTES = 8L * 1024 * 1024;

  /** What is set aside on a client's word; shares and secrets are far smaller. */
  private static final int MAX_HINT_BYTES = 64 * 1024;

  /** So many digits may be too large a number. */
  private static final int MAX_LENGTH_DIGITS = 10;

  private final HttpServerRequest request;
  private final int maxBytes;
  private final IntPredicate room;
  private Buffer body;
  private long received;
  private long reserved;
  private boolean dropping;

  private BodyReader(HttpServerRequest request, int maxBytes, IntPredicate room) {
    this.request = request;
    this.maxBytes = maxBytes;
    this.room = room;
    // A buffer that grows leaves copies behind that nobody can zero.
    int hint = sizeHint(request, maxBytes);
    this.dropping = !room.test(hint);
    this.reserved = dropping ? 0 : hint;
    this.body = Buffer.buffer((int) reserved);
  }

  /**
   * Calls {@code whenRead} with the whole body, or with nothing when it was too large.
   *
   * @param room sets memory for so many more bytes aside; false when there is none
   */
  static void read(HttpServerRequest request, int maxBytes, IntPredicate room,
      Consumer<Optional<byte[]>> whenRead) {
    BodyReader reader = new BodyReader(request, maxBytes, room);
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
    dropping = dropping || received > maxBytes || !hasRoom();
    if (!dropping) {
      body.appendBuffer(chunk);
      Wipe.zero(chunk);
    } else if (received <= maxBytes + MAX_DROPPED_BYTES) {
      body = Buffer.buffer();
    } else {
      request.connection().close();
    }
  }

  private boolean hasRoom() {
    int missing = (int) Math.max(0, received - reserved);
    reserved += missing;
    return missing == 0 || room.test(missing);
  }

  private Optional<byte[]> whole() {
    if (dropping) {
      return Optional.empty();
    }
    byte[] whole = body.getBytes();
    Wipe.zero(body);
    return Optional.of(whole);
  }
}
