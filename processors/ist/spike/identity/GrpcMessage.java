// SPDX-License-Identifier: Apache-2.0
package ist.spike.identity;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Puts the first message of a gRPC stream together from the pieces in which HTTP/2 brings it. */
final class GrpcMessage {

  /** What gRPC's own clients take. */
  static final int MAX_BYTES = 4 * 1024 * 1024;
  /** A byte that says whether the message is compressed, and its length. */
  static final int PREFIX_BYTES = 5;

  private final ByteBuffer prefix = ByteBuffer.allocate(PREFIX_BYTES);
  private ByteBuffer message = ByteBuffer.allocate(0);

  /** Takes the next piece. What follows the message is left out. */
  void add(ByteBuffer piece) throws IOException {
    if (prefix.hasRemaining()) {
      move(piece, prefix);
      if (prefix.hasRemaining()) {
        return;
      }
      message = ByteBuffer.allocate(announced());
    }
    move(piece, message);
  }

  boolean isComplete() {
    return !prefix.hasRemaining() && !message.hasRemaining();
  }

  byte[] bytes() {
    return message.array();
  }

  private int announced() throws IOException {
    int length = prefix.getInt(1);
    if (prefix.get(0) != 0) {
      throw new IOException("a compressed message, which we did not offer to take");
    }
    if (length < 0 || length > MAX_BYTES) {
      throw new IOException("a message of more than " + MAX_BYTES + " bytes");
    }
    return length;
  }

  private static void move(ByteBuffer from, ByteBuffer to) {
    int count = Math.min(from.remaining(), to.remaining());
    to.put(from.slice(from.position(), count));
    from.position(from.position() + count);
  }
}
