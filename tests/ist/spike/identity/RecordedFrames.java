// SPDX-License-Identifier: Apache-2.0
package ist.spike.identity;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HexFormat;

/** Brings bytes until there are no more, and keeps what is sent. */
final class RecordedFrames implements Http2Frames.Connection {

  private final ByteBuffer in;
  private final StringBuilder sent = new StringBuilder();
  private String request = "";

  RecordedFrames(byte[] in) {
    this.in = ByteBuffer.wrap(in);
  }

  @Override
  public ByteBuffer take(int count) throws IOException {
    if (count > in.remaining()) {
      throw new EOFException("the end");
    }
    ByteBuffer taken = in.slice(in.position(), count);
    in.position(in.position() + count);
    return taken;
  }

  @Override
  public void send(ByteBuffer frames) {
    assertThat(frames.remaining()).isPositive();
    byte[] bytes = new byte[frames.remaining()];
    frames.get(bytes);
    if (request.isEmpty()) {
      request = new String(bytes, US_ASCII);
    } else {
      sent.append(HexFormat.of().formatHex(bytes));
    }
  }

  String request() {
    return request;
  }

  String sentAfterTheRequest() {
    return sent.toString();
  }
}
