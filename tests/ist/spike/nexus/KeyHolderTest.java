// SPDX-License-Identifier: Apache-2.0
package ist.spike.nexus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ist.spike.crypto.RootKey;
import ist.spike.shard.Shamir;
import ist.spike.shard.Share;
import ist.spike.shard.ShareSet;
import ist.spike.shard.ShareSetId;
import java.util.List;
import org.junit.jupiter.api.Test;

final class KeyHolderTest {

  private final KeyHolder keys = new KeyHolder();

  @Test
  void hold_sameKeyAgain_keepsTheFirstAndClosesTheSecond() {
    // Given
    Found first = Found.of(RootKey.generate());
    Found second = Found.of(RootKey.of(first.key.bytes().copy()));
    keys.hold(first.key, first.set, first.shares);

    // When
    keys.hold(second.key, second.set, second.shares);

    // Then
    assertThat(keys.shareSet()).isEqualTo(first.set);
    assertThatThrownBy(() -> second.key.bytes().copy()).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> second.shares.getFirst().copy())
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void hold_anotherKey_throwsAndHoldsNeither() {
    // Given
    Found first = Found.of(RootKey.generate());
    Found second = Found.of(RootKey.generate());
    keys.hold(first.key, first.set, first.shares);

    // When
    assertThatThrownBy(() -> keys.hold(second.key, second.set, second.shares))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("nexus holds root key " + first.set.keyId() + " and was given "
            + second.set.keyId() + "; it holds neither now");

    // Then
    assertThat(keys.isUnsealed()).isFalse();
    assertThatThrownBy(() -> first.key.bytes().copy()).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> second.key.bytes().copy()).isInstanceOf(IllegalStateException.class);
  }

  private record Found(RootKey key, ShareSet set, List<Share> shares) {

    static Found of(RootKey key) {
      List<Share> shares = Shamir.split(key.bytes(), 3, 2);
      ShareSet set = ShareSet.describe(key.keyId(), ShareSetId.random(), 2, shares);
      return new Found(key, set, shares.subList(0, 2));
    }

    @Override
    public String toString() {
      return "Found[" + set.keyId() + "]";
    }
  }
}
