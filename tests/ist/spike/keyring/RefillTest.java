// SPDX-License-Identifier: Apache-2.0
package ist.spike.keyring;

import static org.assertj.core.api.Assertions.assertThat;

import ist.spike.wire.KeeperState;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class RefillTest {

  @Test
  void isNeeded_anythingButTheStoresShareOfThisPosition_isTrue() {
    try (Ceremony store = Ceremony.of(3, 2); Ceremony other = Ceremony.of(3, 2)) {
      KeeperState pendingOnly = new KeeperState(Optional.empty(), false,
          Optional.of(store.label(2)), false);
      KeeperState unlabelled = new KeeperState(Optional.empty(), true, Optional.empty(), false);

      assertThat(Refill.isNeeded(store.set(), 2, store.liveState(2))).isFalse();
      assertThat(Refill.isNeeded(store.set(), 2, store.liveState(1))).as("another id").isTrue();
      assertThat(Refill.isNeeded(store.set(), 2, other.liveState(2))).as("another set").isTrue();
      assertThat(Refill.isNeeded(store.set(), 2, pendingOnly)).as("pending only").isTrue();
      assertThat(Refill.isNeeded(store.set(), 2, unlabelled)).as("unlabelled").isTrue();
      assertThat(Refill.isNeeded(store.set(), 2,
          new KeeperState(Optional.of(store.label(Ceremony.random(2))), false, Optional.empty(),
              false)))
          .as("another check value").isTrue();
    }
  }
}
