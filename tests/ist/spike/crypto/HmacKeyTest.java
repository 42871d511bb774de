// SPDX-License-Identifier: Apache-2.0
package ist.spike.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.Test;

final class HmacKeyTest {

  @Test
  void sha256_oneAfterTheOther_isWhatHmacGives() {
    try (SecretBytes key = SecretBytes.random(32); HmacKey mac = HmacKey.of(key)) {
      for (String message : new String[]{"", "a", "what do ya want for nothing?"}) {
        byte[] bytes = message.getBytes(UTF_8);

        assertThat(mac.sha256(bytes)).isEqualTo(Hmac.sha256(key, bytes));
      }
    }
  }

  @Test
  void sha256_afterTheKeyItWasMadeOfIsClosed_goesOn() {
    // Given
    byte[] expected;
    HmacKey mac;
    try (SecretBytes key = SecretBytes.random(32)) {
      expected = Hmac.sha256(key, new byte[1]);
      mac = HmacKey.of(key);
    }

    // When
    byte[] tag = mac.sha256(new byte[1]);

    // Then
    assertThat(tag).isEqualTo(expected);
    mac.close();
    assertThatIllegalStateException().isThrownBy(() -> mac.sha256(new byte[1]))
        .withMessage("the key of the MAC was closed");
  }
}
