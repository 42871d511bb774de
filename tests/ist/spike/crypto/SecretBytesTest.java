// SPDX-License-Identifier: Apache-2.0
package ist.spike.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SecretBytesTest {

  @Test
  void takeOwnership_anyBytes_keepsThemAndZeroesTheArray() {
    // Given
    byte[] array = {1, 2, 3};

    // When
    try (SecretBytes secret = SecretBytes.takeOwnership(array)) {
      // Then
      assertThat(array).containsOnly(0);
      assertThat(secret.size()).isEqualTo(3);
      assertThat(secret.<String>lend(Arrays::toString)).isEqualTo("[1, 2, 3]");
    }
  }

  @Test
  void lend_useReturnsOrThrows_zeroesTheLentArray() {
    // Given
    List<byte[]> lent = new ArrayList<>();
    try (SecretBytes secret = SecretBytes.takeOwnership(new byte[]{7, 7})) {
      // When
      secret.lendTo(lent::add);
      secret.<boolean[]>lend(bytes -> new boolean[]{lent.add(bytes)});
      assertThatIllegalStateException().isThrownBy(() -> secret.lendTo(bytes -> {
        lent.add(bytes);
        throw new IllegalStateException("use failed");
      }));
    }

    // Then
    assertThat(lent).hasSize(3).allSatisfy(bytes -> assertThat(bytes).containsOnly(0));
  }

  @Test
  void lend_arrayChanged_secretStays() {
    try (SecretBytes secret = SecretBytes.takeOwnership(new byte[]{5})) {
      secret.lendTo(bytes -> bytes[0] = 6);
      assertThat(secret.<Byte>lend(bytes -> bytes[0])).isEqualTo((byte) 5);
    }
  }

  @Test
  void everyUse_afterClose_isRefused() {
    // Given
    SecretBytes open = SecretBytes.random(4);
    SecretBytes closed = SecretBytes.random(4);

    // When
    closed.close();
    closed.close();

    // Then
    assertThatIllegalStateException().isThrownBy(() -> closed.lendTo(bytes -> {}));
    assertThatIllegalStateException().isThrownBy(closed::copy);
    assertThatIllegalStateException().isThrownBy(closed::isZero);
    assertThatIllegalStateException().isThrownBy(() -> closed.matches(open));
    assertThatIllegalStateException().isThrownBy(() -> open.matches(closed));
    open.close();
  }

  @Test
  void copy_originalClosed_lives() {
    SecretBytes original = SecretBytes.takeOwnership(new byte[]{9, 8});
    try (SecretBytes copy = original.copy()) {
      assertThat(copy.matches(original)).isTrue();
      original.close();
      assertThat(copy.<Byte>lend(bytes -> bytes[1])).isEqualTo((byte) 8);
    }
  }

  @Test
  void matches_otherBytesOrSize_isFalse() {
    try (SecretBytes one = SecretBytes.takeOwnership(new byte[]{1, 0});
        SecretBytes two = SecretBytes.takeOwnership(new byte[]{1, 1});
        SecretBytes cut = SecretBytes.takeOwnership(new byte[]{1})) {
      assertThat(one.matches(two)).isFalse();
      assertThat(one.matches(cut)).isFalse();
      assertThat(one.isZero()).isFalse();
    }
  }

  @Test
  void isZero_allZero_isTrue() {
    try (SecretBytes zero = SecretBytes.takeOwnership(new byte[32])) {
      assertThat(zero.isZero()).isTrue();
    }
  }

  @Test
  void random_twice_differs() {
    try (SecretBytes one = SecretBytes.random(32); SecretBytes two = SecretBytes.random(32)) {
      assertThat(one.matches(two)).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, SecretBytes.MAX_SIZE_BYTES + 1})
  void random_sizeOutOfBounds_isRefused(int size) {
    assertThatIllegalArgumentException().isThrownBy(() -> SecretBytes.random(size))
        .withMessage("a secret has 1 to 65536 bytes, not " + size);
  }

  @Test
  void toString_anySecret_isRedacted() {
    try (SecretBytes secret = SecretBytes.random(1); RootKey key = RootKey.generate()) {
      assertThat(secret).hasToString("SecretBytes[redacted]");
      assertThat(key).hasToString("RootKey[redacted]");
    }
  }
}
