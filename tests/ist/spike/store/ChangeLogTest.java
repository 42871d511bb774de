// SPDX-License-Identifier: Apache-2.0
package ist.spike.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How far back changes are remembered. */
final class ChangeLogTest {

  @Test
  void add_beyondTheLimit_forgetsTheOldestAndSaysSo() {
    // Given
    ChangeLog log = new ChangeLog(5);
    Set<String> half = IntStream.range(0, ChangeLog.MAX_PATHS / 2).mapToObj(i -> "p" + i)
        .collect(Collectors.toSet());

    // When
    log.add(6, half, false);
    log.add(7, half, false);
    log.add(8, Set.of(), true);

    // Then
    assertThat(log.since(5).complete()).isFalse();
    assertThat(log.since(6)).isEqualTo(new Changes(8, true, half, true));
    assertThat(log.since(8)).isEqualTo(new Changes(8, true, Set.of(), false));
  }

  @Test
  void add_numberThatIsNotTheNext_forgetsAllBefore() {
    // Given: a store that is unsealed jumps from 0 to its number
    ChangeLog log = new ChangeLog(0);
    log.add(1, Set.of("a"), false);

    // When
    log.add(40, Set.of("b"), false);

    // Then
    assertThat(log.since(1).complete()).isFalse();
    assertThat(log.since(39)).isEqualTo(new Changes(40, true, Set.of("b"), false));
  }
}
