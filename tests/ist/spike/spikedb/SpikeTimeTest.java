// SPDX-License-Identifier: Apache-2.0
package ist.spike.spikedb;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The forms that SPIKE's SQLite driver reads. */
final class SpikeTimeTest {

  @ParameterizedTest
  @CsvSource({"2026-11-21 14:18:51.84321333-05:00, 2026-11-21T19:18:51.843213330Z",
      "2026-11-21 14:18:51+00:00, 2026-11-21T14:18:51Z",
      "2026-11-21T14:18:51.5+05:45, 2026-11-21T08:33:51.500Z",
      "2026-11-21 14:18:51.123456789, 2026-11-21T14:18:51.123456789Z",
      "2026-11-21T14:18:51, 2026-11-21T14:18:51Z", "2026-11-21 14:18, 2026-11-21T14:18:00Z",
      "2026-11-21T14:18, 2026-11-21T14:18:00Z", "2026-11-21, 2026-11-21T00:00:00Z",
      "2026-11-21T14:18:51Z, 2026-11-21T14:18:51Z",
      "2026-11-21 14:18:51-05:00Z, 2026-11-21T19:18:51Z",
      "2026-11-21 4:18:51, 2026-11-21T04:18:51Z"})
  void of_text_isItsInstant(String text, Instant expected) {
    assertThat(SpikeTime.of(text)).contains(expected);
  }

  @Test
  void of_text_whereDigitsAreOthers_isItsInstant() {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.of("ar", "EG"));
      assertThat(SpikeTime.of("2026-11-21 14:18:51+00:00"))
          .contains(Instant.parse("2026-11-21T14:18:51Z"));
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void of_number_isSecondsOrMilliseconds() {
    assertThat(SpikeTime.of(1_700_000_000)).contains(Instant.ofEpochSecond(1_700_000_000));
    assertThat(SpikeTime.of(1_700_000_000_123L))
        .contains(Instant.ofEpochMilli(1_700_000_000_123L));
    assertThat(SpikeTime.of(1_000_000_000_000L)).isEqualTo(Optional.empty());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "yesterday", "2026-02-30 00:00:00", "2026-11-21 24:00:00",
      "2026-11-21 14:18+02:00", "0001-01-01 00:00:00+00:00", "2026-11-21 14:18:51 -05:00"})
  void of_anythingElse_isEmpty(String text) {
    assertThat(SpikeTime.of(text)).isEmpty();
  }

  @Test
  void of_blobOrFraction_isEmpty() {
    assertThat(SpikeTime.of(1.5)).isEmpty();
    assertThat(SpikeTime.of(new byte[]{1})).isEmpty();
  }
}
