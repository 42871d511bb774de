// SPDX-License-Identifier: Apache-2.0
package ist.spike.cipher;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ist.spike.crypto.AesGcm;
import ist.spike.crypto.RootKey;
import ist.spike.crypto.SecretBytes;
import ist.spike.vectors.Vectors;
import ist.spike.wire.CipherText;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CipherKeysTest {

  private static final byte[] HELLO = "hello".getBytes(UTF_8);

  @Test
  void seal_numberedKey_isTheDerivedOneOfTheVectors() throws Exception {
    Vectors vector = Vectors.load("keys.json").members("root_keys").getFirst();
    try (RootKey root = RootKey.of(vector.secret("root_key"));
        CipherKeys keys = CipherKeys.of(root, 2, List.of());
        SecretBytes second = vector.member("derived").secret("cipher/2");
        AesGcm independent = AesGcm.of(second)) {

      // When
      CipherText text = keys.seal(HELLO);

      // Then
      assertThat(text.version()).isEqualTo(1);
      assertThat(text.nonce()).hasSize(12);
      assertThat(text.ciphertext()).hasSize(HELLO.length + 16);
      assertThat(independent.open(text.nonce(), text.ciphertext(), new byte[0]))
          .isEqualTo(HELLO);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 16, 65_520, 65_536})
  void open_whatWasSealed_isThePlaintext(int size) {
    byte[] plaintext = new byte[size];
    Arrays.fill(plaintext, (byte) 7);
    try (RootKey root = RootKey.generate();
        CipherKeys keys = CipherKeys.of(root, 1, List.of());
        CipherKeys afterRestart = CipherKeys.of(root, 1, List.of())) {
      assertThat(afterRestart.open(keys.seal(plaintext))).contains(plaintext);
    }
  }

  @Test
  void open_everyOneBitMutation_isEmpty() {
    try (RootKey root = RootKey.generate(); CipherKeys keys = CipherKeys.of(root, 1, List.of())) {
      CipherText text = keys.seal(HELLO);
      for (byte[] part : List.of(text.nonce(), text.ciphertext())) {
        for (int bit = 0; bit < part.length * 8; bit++) {
          part[bit / 8] ^= (byte) (1 << bit % 8);
          assertThat(keys.open(text)).as("bit %d", bit).isEmpty();
          part[bit / 8] ^= (byte) (1 << bit % 8);
        }
      }
      assertThat(keys.open(text)).contains(HELLO);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 15})
  void open_ciphertextWithoutATag_isEmpty(int size) {
    try (RootKey root = RootKey.generate(); CipherKeys keys = CipherKeys.of(root, 1, List.of())) {
      assertThat(keys.open(new CipherText(1, new byte[12], new byte[size]))).isEmpty();
    }
  }

  @Test
  void open_afterRaisingTheNumber_reachesSevenKeysBack() {
    try (RootKey root = RootKey.generate();
        CipherKeys first = CipherKeys.of(root, 1, List.of());
        CipherKeys eighth = CipherKeys.of(root, 8, List.of());
        CipherKeys ninth = CipherKeys.of(root, 9, List.of())) {
      CipherText old = first.seal(HELLO);

      assertThat(eighth.open(old)).contains(HELLO);
      assertThat(ninth.open(old)).isEmpty();
      assertThat(first.open(eighth.seal(HELLO))).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {CipherKeys.VERSION, CipherKeys.OLD_VERSION})
  void open_ciphertextOfAnImportedSpike_isThePlaintext(int version) {
    try (RootKey root = RootKey.generate();
        SecretBytes spike = SecretBytes.random(32);
        SecretBytes otherSpike = SecretBytes.random(32);
        CipherKeys keys = CipherKeys.of(root, 1, List.of(spike, otherSpike));
        CipherKeys without = CipherKeys.of(root, 1, List.of())) {
      CipherText theirs = sealedBy(spike, version);

      assertThat(keys.accepts(version)).isTrue();
      assertThat(keys.open(theirs)).contains(HELLO);
      assertThat(without.open(theirs)).isEmpty();
    }
  }

  @Test
  void accepts_oldVersionWithoutAnImport_isFalse() {
    try (RootKey root = RootKey.generate(); CipherKeys keys = CipherKeys.of(root, 1, List.of())) {
      assertThat(keys.accepts(CipherKeys.OLD_VERSION)).isFalse();
      assertThat(keys.accepts(0)).isFalse();
      assertThat(keys.accepts(2)).isFalse();
    }
  }

  @Test
  void open_ourOwnUnderTheOldVersion_isEmpty() {
    try (RootKey root = RootKey.generate();
        SecretBytes spike = SecretBytes.random(32);
        CipherKeys keys = CipherKeys.of(root, 1, List.of(spike))) {
      CipherText ours = keys.seal(HELLO);

      assertThat(keys.open(new CipherText(CipherKeys.OLD_VERSION, ours.nonce(), ours.ciphertext())))
          .isEmpty();
    }
  }

  @Test
  void of_moreKeysThanAreTried_isRefused() {
    List<SecretBytes> eight = Stream.generate(() -> SecretBytes.random(32)).limit(8).toList();
    try (RootKey root = RootKey.generate()) {
      assertThatIllegalArgumentException().isThrownBy(() -> CipherKeys.of(root, 1, eight));
      assertThatIllegalArgumentException().isThrownBy(() -> CipherKeys.of(root, 0, List.of()));
    } finally {
      eight.forEach(SecretBytes::close);
    }
  }

  @Test
  void seal_moreThanRandomNoncesAllow_isRefused() {
    AtomicLong seals = new AtomicLong((1L << 32) - 1);
    try (RootKey root = RootKey.generate();
        CipherKeys keys = CipherKeys.of(root, 1, List.of(), seals)) {
      keys.seal(HELLO);

      assertThatThrownBy(() -> keys.seal(HELLO)).hasMessage(
          "the newest cipher key has made 4294967296 seals: raise cipher.key.number by one");
    }
  }

  private static CipherText sealedBy(SecretBytes key, int version) {
    try (AesGcm spike = AesGcm.of(key)) {
      byte[] sealed = spike.seal(HELLO, new byte[0]);
      return new CipherText(version, Arrays.copyOf(sealed, 12),
          Arrays.copyOfRange(sealed, 12, sealed.length));
    }
  }
}
