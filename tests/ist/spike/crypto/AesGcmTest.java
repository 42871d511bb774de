// SPDX-License-Identifier: Apache-2.0
package ist.spike.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AesGcmTest {
  private static final byte[] DATA = "associated".getBytes(UTF_8);

  private final SecretBytes key = SecretBytes.random(AesGcm.KEY_SIZE_BYTES);
  private final AesGcm aead = AesGcm.of(key);

  @AfterEach
  void close() {
    aead.close();
    key.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 16, 1000, 200_000})
  void open_whatSealGave_isThePlaintext(int size) throws AEADBadTagException {
    // Given
    byte[] plaintext = new byte[size];
    Arrays.fill(plaintext, (byte) 3);

    // When
    byte[] sealed = aead.seal(plaintext, DATA);

    // Then
    assertThat(sealed).hasSize(size + AesGcm.NONCE_SIZE_BYTES + AesGcm.TAG_SIZE_BYTES);
    assertThat(aead.open(sealed, DATA)).isEqualTo(plaintext);
    assertThat(
        aead.open(Arrays.copyOf(sealed, 12), Arrays.copyOfRange(sealed, 12, sealed.length), DATA))
        .isEqualTo(plaintext);
  }

  @Test
  void seal_samePlaintextTwice_differs() {
    assertThat(aead.seal(DATA, DATA)).isNotEqualTo(aead.seal(DATA, DATA));
  }

  @Test
  void open_anyOneBitChanged_fails() {
    byte[] sealed = aead.seal("thirty-two bytes of plain text..".getBytes(UTF_8), DATA);
    for (int bit = 0; bit < sealed.length * 8; bit++) {
      byte[] changed = flip(sealed, bit);
      assertRefused(changed, DATA);
    }
  }

  @Test
  void open_anyOneBitOfAssociatedDataChanged_fails() {
    byte[] sealed = aead.seal(DATA, DATA);
    for (int bit = 0; bit < DATA.length * 8; bit++) {
      assertRefused(sealed, flip(DATA, bit));
    }
  }

  @Test
  void open_cutAnywhere_fails() {
    byte[] sealed = aead.seal(DATA, DATA);
    for (int size = 0; size < sealed.length; size++) {
      assertRefused(Arrays.copyOf(sealed, size), DATA);
    }
  }

  @Test
  void open_wrongNonceSize_fails() {
    byte[] sealed = aead.seal(DATA, DATA);
    byte[] rest = Arrays.copyOfRange(sealed, 12, sealed.length);
    assertThatExceptionOfType(AEADBadTagException.class)
        .isThrownBy(() -> aead.open(Arrays.copyOf(sealed, 11), rest, DATA));
    assertThatExceptionOfType(AEADBadTagException.class)
        .isThrownBy(() -> aead.open(new byte[0], rest, DATA));
  }

  @Test
  void open_otherKey_fails() {
    byte[] sealed = aead.seal(DATA, DATA);
    try (SecretBytes otherKey = SecretBytes.random(32); AesGcm other = AesGcm.of(otherKey)) {
      assertThatExceptionOfType(AEADBadTagException.class)
          .isThrownBy(() -> other.open(sealed, DATA));
    }
  }

  @Test
  void open_afterAFailure_works() throws AEADBadTagException {
    byte[] sealed = aead.seal(DATA, DATA);
    assertRefused(flip(sealed, 100), DATA);
    assertThat(aead.open(sealed, DATA)).isEqualTo(DATA);
  }

  @Test
  void sealAndOpen_afterClose_areRefused() {
    byte[] sealed = aead.seal(DATA, DATA);
    aead.close();
    assertThatIllegalStateException().isThrownBy(() -> aead.seal(DATA, DATA));
    assertThatIllegalStateException().isThrownBy(() -> aead.open(sealed, DATA));
  }

  @Test
  void seal_callersKeyClosed_works() throws AEADBadTagException {
    key.close();
    assertThat(aead.open(aead.seal(DATA, DATA), DATA)).isEqualTo(DATA);
  }

  @ParameterizedTest
  @ValueSource(ints = {16, 24, 31, 33})
  void of_wrongKeySize_isRefused(int size) {
    try (SecretBytes wrong = SecretBytes.random(size)) {
      assertThatIllegalArgumentException().isThrownBy(() -> AesGcm.of(wrong))
          .withMessage("an AES-256 key has 32 bytes, not " + size);
    }
  }

  private void assertRefused(byte[] sealed, byte[] associatedData) {
    assertThatExceptionOfType(AEADBadTagException.class)
        .isThrownBy(() -> aead.open(sealed, associatedData));
  }

  private static byte[] flip(byte[] bytes, int bit) {
    byte[] changed = bytes.clone();
    changed[bit / 8] ^= (byte) (1 << (bit % 8));
    return changed;
  }
}
