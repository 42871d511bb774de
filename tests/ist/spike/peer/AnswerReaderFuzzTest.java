// SPDX-License-Identifier: Apache-2.0
package ist.spike.peer;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;

/** What comes instead of an answer: refused, or within every limit. */
final class AnswerReaderFuzzTest {

  private static final int LIMIT = 4_096;

  @FuzzTest(maxDuration = "4s")
  void read_anyBytes_isAnAnswerOrRefused(byte[] bytes) {
    PeerAnswer answer;
    try {
      answer = new AnswerReader(new ByteArrayInputStream(bytes), LIMIT).read();
    } catch (IOException e) {
      return;
    }
    assertThat(answer.status()).isBetween(200, 999);
    assertThat(answer.body().length).isLessThanOrEqualTo(Math.min(LIMIT, bytes.length));
  }
}
