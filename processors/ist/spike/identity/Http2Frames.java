// SPDX-License-Identifier: Apache-2.0
package ist.spike.identity;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * As much of HTTP/2 (RFC 9113) and gRPC as one call of FetchX509SVID needs. Headers of the answer are
 * skipped: a call that failed ends without a message, and that is all we need to know.
 */
final class Http2Frames {

  /** Nobody may send longer frames to whom does not allow it (RFC 9113, section 4.2). */
  static final int MAX_FRAME_BYTES = 16_384;
  static final int FRAME_HEADER_BYTES = 9;

  /** Many more than the largest message takes. */
  private static final int MAX_FRAMES = 2_048;
  private static final int STREAM = 1;

  private static final int DATA = 0;
  private static final int HEADERS = 1;
  private static final int RST_STREAM = 3;
  private static final int SETTINGS = 4;
  private static final int PUSH_PROMISE = 5;
  private static final int PING = 6;
  private static final int GOAWAY = 7;
  private static final int WINDOW_UPDATE = 8;

  private static final int ACK = 0x1;
  private static final int END_STREAM = 0x1;
  private static final int END_HEADERS = 0x4;
  private static final int PADDED = 0x8;

  private static final int ENABLE_PUSH = 2;
  private static final int INITIAL_WINDOW_SIZE = 4;
  /** The whole message without our having to ask for the rest of it. */
  private static final int WINDOW_BYTES = GrpcMessage.MAX_BYTES + GrpcMessage.PREFIX_BYTES;
  private static final int FIRST_WINDOW_BYTES = 65_535;
  private static final int MAX_REQUEST_BYTES = 512;

  private final Connection connection;

  /** Where frames come from and go to. */
  interface Connection {
    /** The next bytes, which stay as they are until the next call; waits for them. */
    ByteBuffer take(int count) throws IOException;

    void send(ByteBuffer frames) throws IOException;
  }

  Http2Frames(Connection connection) {
    this.connection = connection;
  }

  /**
   * Makes the call.
   *
   * @return the first message of its answer
   * @throws IOException when there is none, or anything comes that HTTP/2 does not allow
   */
  byte[] call() throws IOException {
    connection.send(request());
    GrpcMessage message = new GrpcMessage();
    for (int frames = 0; frames < MAX_FRAMES; frames++) {
      ByteBuffer header = connection.take(FRAME_HEADER_BYTES);
      int lengthAndType = header.getInt(0);
      int length = lengthAndType >>> Byte.SIZE;
      int type = lengthAndType & 0xff;
      int flags = header.get(4);
      int stream = header.getInt(5) & Integer.MAX_VALUE;
      if (length > MAX_FRAME_BYTES) {
        throw new IOException("a frame of " + length + " bytes");
      }
      ByteBuffer payload = connection.take(length);
      if (type == DATA && stream == STREAM) {
        message.add(withoutPadding(payload, flags));
        if (message.isComplete()) {
          return message.bytes();
        }
      }
      heed(type, flags, payload);
    }
    throw new IOException("more than " + MAX_FRAMES + " frames without a message");
  }

  /** What a frame asks of us. Unknown types are nothing to us (RFC 9113, section 4.1). */
  private void heed(int type, int flags, ByteBuffer payload) throws IOException {
    boolean last = (type == DATA || type == HEADERS) && (flags & END_STREAM) != 0;
    if (last || type == RST_STREAM || type == GOAWAY || type == PUSH_PROMISE) {
      throw new IOException("it ended the call without an SVID, as it does when no registration"
          + " entry matches");
    }
    if ((type == SETTINGS || type == PING) && (flags & ACK) == 0) {
      byte[] echo = new byte[type == PING ? payload.remaining() : 0];
      payload.get(echo);
      ByteBuffer answer = ByteBuffer.allocate(FRAME_HEADER_BYTES + echo.length);
      connection.send(frame(answer, type, ACK, 0, echo).flip());
    }
  }

  private static ByteBuffer withoutPadding(ByteBuffer payload, int flags) throws IOException {
    if ((flags & PADDED) == 0) {
      return payload;
    }
    int padding = payload.hasRemaining() ? payload.get() & 0xff : Integer.MAX_VALUE;
    if (padding > payload.remaining()) {
      throw new IOException("a frame with more padding than it has bytes");
    }
    return payload.limit(payload.limit() - padding);
  }

  /** Everything from the preface (RFC 9113, section 3.4) to the one message, which is empty. */
  private static ByteBuffer request() {
    ByteBuffer out = ByteBuffer.allocate(MAX_REQUEST_BYTES);
    out.put("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(US_ASCII));
    frame(out, SETTINGS, 0, 0, ByteBuffer.allocate(12).putShort((short) ENABLE_PUSH).putInt(0)
        .putShort((short) INITIAL_WINDOW_SIZE).putInt(WINDOW_BYTES).array());
    frame(out, WINDOW_UPDATE, 0, 0,
        ByteBuffer.allocate(4).putInt(WINDOW_BYTES - FIRST_WINDOW_BYTES).array());
    frame(out, HEADERS, END_HEADERS, STREAM, headers());
    return frame(out, DATA, END_STREAM, STREAM, new byte[GrpcMessage.PREFIX_BYTES]).flip();
  }

  private static ByteBuffer frame(ByteBuffer out, int type, int flags, int stream,
      byte[] payload) {
    return out.putInt(payload.length << Byte.SIZE | type).put((byte) flags).putInt(stream)
        .put(payload);
  }

  /**
   * The request's headers as literals that nobody has to remember (RFC 7541, section 6.2.2). The one
   * of the Workload Endpoint (section 6.1) shows that no forged request led us here.
   */
  private static byte[] headers() {
    ByteBuffer out = ByteBuffer.allocate(MAX_REQUEST_BYTES);
    header(out, ":method", "POST");
    header(out, ":scheme", "http");
    header(out, ":path", "/SpiffeWorkloadAPI/FetchX509SVID");
    header(out, ":authority", "localhost");
    header(out, "content-type", "application/grpc");
    header(out, "te", "trailers");
    header(out, "workload.spiffe.io", "true");
    return Arrays.copyOf(out.array(), out.position());
  }

  private static void header(ByteBuffer out, String name, String value) {
    out.put((byte) 0).put((byte) name.length()).put(name.getBytes(US_ASCII))
        .put((byte) value.length()).put(value.getBytes(US_ASCII));
  }
}
