// SPDX-License-Identifier: Apache-2.0
package ist.spike.kit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;

/** Paths and queries as they come off the wire: cleaned once, they are clean. */
final class RequestTargetFuzzTest {

  @FuzzTest(maxDuration = "4s")
  void target_anyBytes_isCleanOrNone(byte[] target) {
    String raw = new String(target, ISO_8859_1);
    String path = RequestTarget.path(raw.replace('%', '_'));

    assertThat(RequestTarget.action(raw).length()).isLessThanOrEqualTo(target.length);
    assertThat(path).satisfiesAnyOf(none -> assertThat(none).isEmpty(),
        clean -> assertThat(clean).startsWith("/").doesNotContain("//", "/./", "/../"));
    assertThat(RequestTarget.path(path)).isEqualTo(path);
  }
}
