// SPDX-License-Identifier: Apache-2.0
package ist.spike.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.spiffe.spiffeid.SpiffeId;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SpiffeIdsTest {

  @ParameterizedTest
  @ValueSource(strings = {"spiffe://spike.ist", "spiffe://spike.ist/workload/a",
      "spiffe://a-b.c_d/x/.y"})
  void text_anyId_isWhatTheIdSays(String text) {
    assertThat(SpiffeIds.text(SpiffeId.parse(text))).isEqualTo(text);
  }
}
