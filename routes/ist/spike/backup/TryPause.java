// SPDX-License-Identifier: Apache-2.0
package ist.spike.backup;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/** How long nothing is begun again after a try, whatever came of it. Not thread safe. */
final class TryPause {

  private final Duration length;
  private final LongSupplier nanoTime;
  private Optional<Long> lastTry = Optional.empty();

  TryPause(Duration length, LongSupplier nanoTime) {
    this.length = length;
    this.nanoTime = nanoTime;
  }

  /** It starts now. */
  void begin() {
    lastTry = Optional.of(nanoTime.getAsLong());
  }

  boolean isOn() {
    return lastTry.filter(before -> nanoTime.getAsLong() - before < length.toNanos()).isPresent();
  }
}
