// SPDX-License-Identifier: Apache-2.0
package ist.spike.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class WorkloadSocketTest {

  @ParameterizedTest
  @CsvSource({"unix:///run/a.sock, /run/a.sock", "unix:/run/a.sock, /run/a.sock",
      "unix:///a%20b/c%25.sock, /a b/c%.sock"})
  void file_unixAddress_isTheUnescapedPath(String address, String path) {
    assertThat(WorkloadSocket.file(address)).contains(Path.of(path));
  }

  @ParameterizedTest
  @ValueSource(strings = {"tcp://127.0.0.1:8000", "unix:", "unix:// b", "", "/run/a.sock"})
  void file_otherAddress_isEmpty(String address) {
    assertThat(WorkloadSocket.file(address)).isEmpty();
  }
}
