// SPDX-License-Identifier: Apache-2.0
package ist.spike.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.time.Instant;

/** What comes instead of a Workload API's answer: refused, and nothing else happens. */
final class WorkloadAnswerFuzzTest {

  @FuzzTest(maxDuration = "4s")
  void call_anyFrames_areAMessageOrRefused(byte[] frames) {
    try {
      assertThat(new Http2Frames(new RecordedFrames(frames)).call().length)
          .isLessThanOrEqualTo(frames.length);
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
