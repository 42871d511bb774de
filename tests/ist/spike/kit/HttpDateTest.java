// SPDX-License-Identifier: Apache-2.0
package ist.spike.kit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class HttpDateTest {

  /** RFC 9110, 5.6.7. */
  private static final long EXAMPLE_MILLIS = 784_111_777_000L;

  @Test
  void at_secondsThatChange_isTheSecondAsked() {
    HttpDate date = new HttpDate();

    assertThat(date.at(EXAMPLE_MILLIS)).isEqualTo("Sun, 06 Nov 1994 08:49:37 GMT");
    assertThat(date.at(EXAMPLE_MILLIS + 999)).isEqualTo("Sun, 06 Nov 1994 08:49:37 GMT");
    assertThat(date.at(EXAMPLE_MILLIS + 1_000)).isEqualTo("Sun, 06 Nov 1994 08:49:38 GMT");
    assertThat(date.at(EXAMPLE_MILLIS)).isEqualTo("Sun, 06 Nov 1994 08:49:37 GMT");
  }
}
