// SPDX-License-Identifier: Apache-2.0
package ist.spike.kit;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ist.spike.wire.SpikeException;
import org.junit.jupiter.api.Test;

final class OpenFilesTest {

  @Test
  void require_limitBelowTheConnections_saysWhatToSet() {
    assertThatExceptionOfType(SpikeException.class)
        .isThrownBy(() -> OpenFiles.require(10_000, 4_096))
        .withMessage("http.server.max.connections is 10000, which needs 10200 open files, and the"
            + " system lets this process have 4096; set LimitNOFILE=10200 in its systemd unit,"
            + " ulimit -Hn 10200 in a shell, --ulimit nofile=10200 for a container, or fewer"
            + " connections");
  }

  @Test
  void require_justEnough_passes() {
    OpenFiles.require(10_000, 10_200);
    OpenFiles.require(1);
  }
}
