// SPDX-License-Identifier: Apache-2.0
package ist.spike.keyring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ist.spike.shard.ShareSet;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.SpikeException;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SharingTest {

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      0 | 0 | 3 | 3 of 2
      5 | 3 | 5 | 5 of 3
      4 | 0 | 4 | 4 of 2
      """)
  void of_newStore_takesTheSettingsElseSpikesDefaults(int shares, int threshold, int keepers,
      String expected) {
    Sharing sharing = of(shares, threshold, Optional.empty(), keepers);
    assertThat(sharing.shares() + " of " + sharing.threshold()).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      0 | 0 | 5 |
      5 | 3 | 5 |
      3 | 0 | 5 | SPIKE_NEXUS_SHAMIR_SHARES is 3, but the root key of this store is shared with 5; leave it unset, or set it to 5
      0 | 2 | 5 | SPIKE_NEXUS_SHAMIR_THRESHOLD is 2, but the root key of this store is shared with 3; leave it unset, or set it to 3
      0 | 0 | 3 | SPIKE_NEXUS_KEEPER_PEERS names 3 keepers, but there are 5 shares: each keeper holds one
      """)
  void of_storeThatHasAKey_itsNumbersCountAndOthersAreRefusedByName(int shares, int threshold,
      int keepers, String refusal) {
    // Given
    try (Ceremony store = Ceremony.of(5, 3)) {
      if (refusal == null) {
        assertThat(of(shares, threshold, Optional.of(store.set()), keepers))
            .isEqualTo(new Sharing(5, 3));
        return;
      }

      // When / Then
      assertRefused(shares, threshold, Optional.of(store.set()), keepers, refusal);
    }
  }

  @ParameterizedTest
  @CsvSource({"3,1", "3,4", "1,1", "256,2"})
  void of_numbersThatCannotBeShared_areRefused(int shares, int threshold) {
    assertRefused(shares, threshold, Optional.empty(), shares,
        "SPIKE_NEXUS_SHAMIR_SHARES and SPIKE_NEXUS_SHAMIR_THRESHOLD must be 2 <= threshold <="
            + " shares <= 255, not " + threshold + " of " + shares);
  }

  @Test
  void of_noKeepers_isRefused() {
    assertRefused(0, 0, Optional.empty(), 0,
        "SPIKE_NEXUS_KEEPER_PEERS names 0 keepers, but there are 3 shares: each keeper holds one");
  }

  private static void assertRefused(int shares, int threshold, Optional<ShareSet> store,
      int keepers, String message) {
    assertThatThrownBy(() -> of(shares, threshold, store, keepers))
        .isInstanceOfSatisfying(SpikeException.class,
            refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.BAD_SETTING))
        .hasMessage(message);
  }

  private static Sharing of(int shares, int threshold, Optional<ShareSet> store, int keepers) {
    return Sharing.of(number(shares), number(threshold), store, keepers);
  }

  private static OptionalInt number(int value) {
    return value == 0 ? OptionalInt.empty() : OptionalInt.of(value);
  }
}
