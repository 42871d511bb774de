// SPDX-License-Identifier: Apache-2.0
package ist.spike.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;

/** What comes instead of a Workload API's answer: refused, and nothing else happens. */
final class WorkloadAnswerFuzzTest {

  @FuzzTest(maxDuration = "4s")
  void call_anyFrames_areAMessageOrRefused(byte[] frames) {
    ByteBuffer in = ByteBuffer.wrap(frames);
    Http2Frames.Connection connection = new Http2Frames.Connection() {
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
      public void send(ByteBuffer answer) {
        assertThat(answer.remaining()).isPositive();
      }
    };
    try {
      assertThat(new Http2Frames(connection).call().length).isLessThanOrEqualTo(frames.length);
    } catch (IOException e) {
      // Refused.
    }
  }

  @FuzzTest(maxDuration = "4s")
  void parse_anyBytes_areAResponseOrRefused(byte[] message) {
    try {
      assertThat(SvidResponse.parse(message, 1, Instant.EPOCH).svid().id()).isNotNull();
    } catch (IOException e) {
      // Refused.
    }
  }
}
