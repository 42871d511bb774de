// SPDX-License-Identifier: Apache-2.0
package ist.spike.nexus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ist.spike.wire.SpikeException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class DeadlineTest {

  @Test
  void left_timePasses_isRoundedUpAndEnds() {
    // Given
    AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
    Deadline deadline = Deadline.in(Duration.ofSeconds(3), nanos::get);

    // When / Then
    assertThat(deadline.left()).isEqualTo(Duration.ofSeconds(3));
    nanos.addAndGet(Duration.ofMillis(7).toNanos());
    assertThat(deadline.left()).isEqualTo(Duration.ofSeconds(3));
    nanos.addAndGet(Duration.ofMillis(993).toNanos());
    assertThat(deadline.left()).isEqualTo(Duration.ofSeconds(2));
    nanos.addAndGet(Duration.ofSeconds(2).toNanos());
    assertThatThrownBy(deadline::left).isInstanceOf(SpikeException.class)
        .hasMessage("its time was up before it had answered all");
  }
}
