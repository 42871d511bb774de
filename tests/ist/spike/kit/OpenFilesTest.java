// SPDX-License-Identifier: Apache-2.0
package ist.spike.kit;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ist.spike.wire.SpikeException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class OpenFilesTest {

  @Test
  void require_limitBelowTheConnections_saysWhatToSet() {
    assertThatExceptionOfType(SpikeException.class)
        .isThrownBy(() -> OpenFiles.require(10_000, 500, 4_096))
        .withMessage("http.server.max.connections is 10000 and http.server.max.handshakes 500,"
            + " which needs 11200 open files, and the"
            + " system lets this process have 4096; set LimitNOFILE=11200 in its systemd unit,"
            + " ulimit -Hn 11200 in a shell, --ulimit nofile=11200 for a container, or fewer"
            + " connections");
  }

  @Test
  void require_justEnough_passes() {
    OpenFiles.require(10_000, 500, 11_200);
    OpenFiles.require(
        new HttpsLimits(1, 1, 1, Duration.ofSeconds(1), Duration.ofSeconds(1)));
  }
}
