// SPDX-License-Identifier: Apache-2.0
package ist.spike.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ist.spike.wire.SpikeException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class WorkloadAddressTest {

  @ParameterizedTest
  @CsvSource({"unix:///tmp/a.sock, /tmp/a.sock", "unix:/tmp/a.sock, /tmp/a.sock",
      "unix:///tmp/a%20b.sock, /tmp/a b.sock", "tcp://127.0.0.1:8000, /127.0.0.1:8000",
      "tcp://[::1]:8000, /[0:0:0:0:0:0:0:1]:8000"})
  void parse_goodAddress_isWhereToConnect(String address, String socket) {
    assertThat(WorkloadAddress.parse(address)).hasToString(socket);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/tmp/a.sock", "unix:a.sock", "unix://a/b.sock", "unix:///a b",
      "tcp://127.0.0.1", "tcp://localhost:8000", "tcp://127.0.0.1:8000/x", "http://127.0.0.1:80"})
  void parse_badAddress_isNamed(String address) {
    assertThatThrownBy(() -> WorkloadAddress.parse(address)).isInstanceOf(SpikeException.class)
        .hasMessageContaining("'" + address + "' is no address of a Workload API; allowed is "
            + "unix:///absolute/path or tcp://IP:port");
  }
}
