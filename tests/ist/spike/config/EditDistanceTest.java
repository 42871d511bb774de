// SPDX-License-Identifier: Apache-2.0
package ist.spike.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EditDistanceTest {

  @ParameterizedTest
  @CsvSource({"'', '', 0", "'', get, 3", "get, get, 0", "gte, get, 2", "lst, list, 1",
      "deletee, delete, 1", "kitten, sitting, 3"})
  void between_twoWords_countsTheEdits(String one, String other, int edits) {
    // When
    int there = EditDistance.between(one, other);
    int back = EditDistance.between(other, one);

    // Then
    assertThat(there).isEqualTo(edits);
    assertThat(back).isEqualTo(edits);
  }
}
