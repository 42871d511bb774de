// SPDX-License-Identifier: Apache-2.0
package ist.spike.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import ist.spike.vectors.Vectors;
import java.util.HexFormat;
import javax.crypto.AEADBadTagException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class KeyVectorsTest {
  private static final Vectors KEYS = Vectors.load("keys.json");
  private static final Vectors SPIKE = Vectors.load("shamir-vectors.json");

  @Test
  void derive_everyPurpose_givesTheIndependentValue() {
    for (Vectors vector : KEYS.members("root_keys")) {
      Vectors derived = vector.member("derived");
      assertThat(derived.names()).hasSize(6);
      try (RootKey key = RootKey.of(vector.secret("root_key"))) {
        for (String purpose : derived.names()) {
          byte[] expected = derived.bytes(purpose);
          try (SecretBytes actual = key.derive(purpose, expected.length)) {
            assertThat(hex(actual)).as(purpose).isEqualTo(derived.text(purpose));
          }
        }
        assertThat(key.keyId()).isEqualTo(KeyId.parse(derived.text("key-id")));
      }
    }
  }

  /** RFC 5869, appendix A.3. */
  @Test
  void hkdf_rfcVectorWithoutSaltAndInfo_isReproduced() {
    try (SecretBytes input = secret("0b".repeat(22));
        SecretBytes output = Hkdf.sha256(input, "", 42)) {
      assertThat(hex(output)).isEqualTo(
          "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, Hkdf.MAX_SIZE_BYTES + 1})
  void hkdf_sizeOutOfRange_isRefused(int size) {
    try (SecretBytes input = SecretBytes.random(32)) {
      assertThatIllegalArgumentException().isThrownBy(() -> Hkdf.sha256(input, "", size));
    }
  }

  /** RFC 4231, test case 2. */
  @Test
  void hmac_rfcVector_isReproduced() {
    try (SecretBytes key = SecretBytes.takeOwnership("Jefe".getBytes(UTF_8))) {
      byte[] tag = Hmac.sha256(key, "what do ya want for nothing?".getBytes(UTF_8));
      assertThat(HexFormat.of().formatHex(tag))
          .isEqualTo("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    }
  }

  @Test
  void hmacAndHkdf_closedKey_areRefused() {
    SecretBytes key = SecretBytes.random(32);
    key.close();
    assertThatIllegalStateException().isThrownBy(() -> Hmac.sha256(key, new byte[1]));
    assertThatIllegalStateException().isThrownBy(() -> Hkdf.sha256(key, "", 32));
  }

  @Test
  void fields_ofAnySize_areAllThere() {
    for (int size : new int[]{0, 1, 240, 255, 256, 257, 5_000}) {
      byte[] encoded = Fields.of("label").bytes(new byte[size]).number(size).text("end").toBytes();
      assertThat(encoded).hasSize(4 + 5 + 4 + size + 4 + 8 + 4 + 3).endsWith('e', 'n', 'd');
    }
  }

  @Test
  void fields_everyType_encodeAsTheScriptSays() {
    for (Vectors vector : KEYS.members("fields")) {
      Fields fields = Fields.of(vector.text("label"));
      if (vector.has("text")) {
        fields.text(vector.text("text")).number(vector.number("number"))
            .bytes(vector.bytes("bytes"));
      }
      assertThat(HexFormat.of().formatHex(fields.toBytes())).isEqualTo(vector.text("encoded"));
    }
  }

  @Test
  void fields_unpairedSurrogate_isRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> Fields.of("a\ud800"));
  }

  @Test
  void open_sealedByTheScript_givesItsPlaintext() throws AEADBadTagException {
    for (Vectors vector : KEYS.members("sealed")) {
      try (SecretBytes key = vector.secret("key"); AesGcm aead = AesGcm.of(key)) {
        assertThat(aead.open(vector.bytes("sealed"), vector.bytes("associated_data")))
            .isEqualTo(vector.bytes("plaintext"));
      }
    }
  }

  @Test
  void open_bootstrapProbeOfGo_givesItsText() throws AEADBadTagException {
    Vectors probe = SPIKE.member("bootstrap_probe");
    try (RootKey key = RootKey.of(probe.secret("root_key")); AesGcm aead = AesGcm.of(key.bytes())) {
      byte[] text = aead.open(probe.bytes("nonce"), probe.bytes("ciphertext"), new byte[0]);
      assertThat(new String(text, UTF_8)).isEqualTo(probe.text("random_text"));
    }
  }

  @Test
  void rootKey_outOfRange_isRefusedAndClosed() {
    assertThat(SPIKE.members("invalid_root_keys")).hasSize(3);
    for (Vectors invalid : SPIKE.members("invalid_root_keys")) {
      SecretBytes bytes = invalid.secret("root_key");
      assertThatIllegalArgumentException().isThrownBy(() -> RootKey.of(bytes));
      assertThatIllegalStateException().isThrownBy(bytes::copy);
    }
    assertThatIllegalArgumentException().isThrownBy(() -> RootKey.of(SecretBytes.random(31)));
  }

  @Test
  void rootKey_generatedTwice_differsInKeyId() {
    try (RootKey one = RootKey.generate(); RootKey two = RootKey.generate()) {
      assertThat(one.keyId()).isNotEqualTo(two.keyId());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "00", "0123456789ABCDEF0123456789ABCDEF",
      "0123456789abcdef0123456789abcdeg", "0123456789abcdef0123456789abcdef0"})
  void keyId_otherText_isRefused(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> KeyId.parse(text));
  }

  private static SecretBytes secret(String hex) {
    return SecretBytes.takeOwnership(HexFormat.of().parseHex(hex));
  }

  private static String hex(SecretBytes secret) {
    return secret.lend(HexFormat.of()::formatHex);
  }
}
