// SPDX-License-Identifier: Apache-2.0
package ist.spike.nexus;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When Nexus asks the Keepers again, whatever its clock does. */
final class BackoffTest {

  private static final Duration FIRST = Duration.ofSeconds(1);
  private static final Duration CAP = Duration.ofSeconds(60);

  private long nanos;

  @ParameterizedTest
  @ValueSource(longs = {0, -1, Long.MAX_VALUE, Long.MAX_VALUE - 500_000_000, Long.MIN_VALUE})
  void due_whereverTheClockBegins_waitsHalfMoreThanToldAtMost(long begin) {
    // Given
    nanos = begin;
    Backoff backoff = new Backoff(FIRST, CAP, () -> nanos);

    // When
    boolean atOnce = backoff.due();

    // Then
    assertThat(atOnce).isTrue();
    assertThat(backoff.due()).isFalse();
    nanos += FIRST.toNanos() * 3 / 2;
    assertThat(backoff.due()).isTrue();
    assertThat(backoff.due()).isFalse();
  }

  @Test
  void due_clockJumpsAYearAhead_isDueOnceAndWaitsAgain() {
    // Given
    Backoff backoff = new Backoff(FIRST, CAP, () -> nanos);
    backoff.due();

    // When
    nanos += Duration.ofDays(365).toNanos();

    // Then
    assertThat(backoff.due()).isTrue();
    assertThat(backoff.due()).isFalse();
  }

  @Test
  void due_manyAttempts_neverWaitsMuchLongerThanTheCap() {
    // Given
    Backoff backoff = new Backoff(FIRST, CAP, () -> nanos);
    for (int attempt = 0; attempt < 100; attempt++) {
      // When
      boolean due = backoff.due();

      // Then
      assertThat(due).isTrue();
      nanos += CAP.toNanos() * 3 / 2;
    }
  }
}
