// SPDX-License-Identifier: Apache-2.0
package ist.spike.dev;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ist.spike.wire.SpikeException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class PortsTest {

  @Test
  void free_manyTimes_isNeverOneThatSystemsGiveAway() throws Exception {
    // Given
    Set<Integer> taken = new HashSet<>();

    // When
    for (int i = 0; i < 100; i++) {
      assertThat(taken.add(Ports.free(Set.copyOf(taken)))).isTrue();
    }

    // Then
    assertThat(taken).allSatisfy(port -> assertThat(port).isBetween(20_000, 32_767));
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(InetAddress.ofLiteral(Program.HOST),
          Ports.free(Set.copyOf(taken))));
    }
  }

  @Test
  void free_allTaken_endsAndSaysSo() {
    Set<Integer> all = IntStream.range(20_000, 32_768).boxed().collect(Collectors.toSet());
    assertThatThrownBy(() -> Ports.free(all)).isInstanceOf(SpikeException.class)
        .hasMessage("no free port found from 20000 to 32767 in 100 tries");
  }
}
