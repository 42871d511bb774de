// SPDX-License-Identifier: Apache-2.0
package ist.spike.policy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.SpikeException;

/**
 * Patterns as a policy may hold them: compiled within their limits, or a bad request; and never left
 * out by the index where they match. The first line is the pattern, the rest a text to look in.
 */
final class PolicyPatternFuzzTest {

  @FuzzTest(maxDuration = "4s")
  void pattern_anyText_isFoundOnlyWhereItsLiteralIs(byte[] input) {
    String[] parts = new String(input, UTF_8).split("\n", 2);
    String text = parts.length == 2 ? parts[1] : "";
    PolicyPattern pattern;
    try {
      pattern = PolicyPattern.compile(parts[0]);
    } catch (SpikeException e) {
      assertThat(e.code()).isEqualTo(ErrorCode.BAD_REQUEST);
      return;
    }
    if (pattern.isFoundIn(text)) {
      assertThat(text).contains(pattern.literal());
    }
    if (pattern.isFoundIn(parts[0])) {
      assertThat(parts[0]).contains(pattern.literal());
    }
  }
}
