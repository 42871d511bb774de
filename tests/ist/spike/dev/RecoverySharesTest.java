// SPDX-License-Identifier: Apache-2.0
package ist.spike.dev;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ist.spike.crypto.SecretBytes;
import ist.spike.wire.SpikeException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecoverySharesTest {
  @TempDir
  Path temp;

  @Test
  void write_emptyDirectory_keepsSharesAsTheCliWritesThem() throws Exception {
    // Given
    Path directory = Files.createDirectory(temp.resolve("recovery"));
    RecoveryShares recovery = new RecoveryShares(directory);
    byte[] value = new byte[32];
    value[0] = (byte) 0xa1;
    value[31] = 0x0f;
    assertThat(recovery.exist()).isFalse();
    // When
    try (SecretBytes share = SecretBytes.takeOwnership(value)) {
      recovery.write(new TreeMap<>(Map.of(2, share)));
      // Then
      Path file = directory.resolve("spike.recovery.2.txt");
      assertThat(file).hasContent("spike:2:a1" + "00".repeat(30) + "0f");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-------");
      assertThat(recovery.exist()).isTrue();
      assertThat(recovery.read()).hasEntrySatisfying(2,
          read -> assertThat(read.matches(share)).isTrue());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "spike:1", "spike:1:abcd", "spike:0:", "spike::", "spike:1:zz"})
  void read_damagedFile_namesIt(String text) throws Exception {
    // Given
    Path file = temp.resolve("spike.recovery.1.txt");
    String digits = text.endsWith("zz") || text.endsWith(":") ? "0".repeat(64) : "";
    Files.writeString(file, text + digits);
    // Then
    assertThatThrownBy(() -> new RecoveryShares(temp).read())
        .isInstanceOf(SpikeException.class)
        .hasMessage("not a recovery share: " + file);
  }
}
