// SPDX-License-Identifier: Apache-2.0
package ist.spike.keyring;

import static org.assertj.core.api.Assertions.assertThat;

import ist.spike.crypto.KeyId;
import ist.spike.keyring.KeyFinding.Found;
import ist.spike.keyring.KeyFinding.Missing;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a Nexus without a store takes for its key when it starts again. */
final class LiveKeyTest {

  private static final Sharing SHARING = new Sharing(3, 2);

  private final Ceremony one = Ceremony.of(3, 2);
  private final Ceremony other = Ceremony.of(3, 2);

  @AfterEach
  void close() {
    one.close();
    other.close();
  }

  @Test
  void among_liveSharesOfOneKey_takesThem() {
    assertTakes(List.of(one.live(1, 1), KeeperView.silent(2, "is away"), one.live(3, 3)),
        Optional.empty());
  }

  @Test
  void among_pendingOrUnlabelledShares_countOnlyForANamedKey() {
    List<KeeperView> pending = List.of(one.pending(1, 1), one.pending(2, 2), one.pending(3, 3));
    List<KeeperView> spikes = List.of(one.unlabelled(1), one.unlabelled(2), one.unlabelled(3));
    for (List<KeeperView> keepers : List.of(pending, spikes)) {
      assertThat(LiveKey.among(keepers, SHARING, Optional.empty())).isInstanceOf(Missing.class);
      assertThat(LiveKey.among(keepers, SHARING, Optional.of(other.set().keyId())))
          .isInstanceOf(Missing.class);
      assertTakes(keepers, Optional.of(one.set().keyId()));
    }
  }

  @Test
  void among_liveSharesOfTwoKeys_takesNoneUntilOneIsNamed() {
    List<KeeperView> keepers = List.of(other.live(1, 1), one.live(2, 2), one.live(3, 3));
    Missing missing = (Missing) LiveKey.among(keepers, SHARING, Optional.empty());
    assertThat(missing.reason())
        .startsWith("keeper 1 holds a live share of key " + other.set().keyId());
    assertTakes(keepers, Optional.of(one.set().keyId()));
  }

  private void assertTakes(List<KeeperView> keepers, Optional<KeyId> named) {
    try (Found found = (Found) LiveKey.among(keepers, SHARING, named)) {
      assertThat(one.isKey(found.key())).isTrue();
    }
  }
}
