// SPDX-License-Identifier: Apache-2.0
package ist.spike.dev;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ist.spike.wire.SpikeException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DevOptionsTest {
  private static final Map<String, String> ENV = Map.of("HOME", "/home/ada");

  @Test
  void parse_nothing_runsOnTheDefaults() {
    // When
    DevOptions options = parse("");
    // Then
    assertThat(options.command()).isEqualTo(DevOptions.Command.RUN);
    assertThat(options.data()).isEqualTo(Path.of("/home/ada/.spike/dev"));
    assertThat(DevConfig.nexusUrl(options)).isEqualTo("https://127.0.0.1:8553");
    assertThat(DevConfig.peers(options))
        .isEqualTo("https://127.0.0.1:8443,https://127.0.0.1:8543,https://127.0.0.1:8643");
    assertThat(options.allIdentities()).containsOnlyKeys("nexus", "keeper-1", "keeper-2",
        "keeper-3", "bootstrap", "superuser", "recover", "restore", "lite", "workload");
  }

  @Test
  void parse_everything_isTaken() {
    // When
    DevOptions options = parse("--data=/d --nexus-port 9000 --keeper-ports 9001,9002,9003 --detach"
        + " --identity app=spiffe://spike.ist/app");
    // Then
    assertThat(options.data()).isEqualTo(Path.of("/d"));
    assertThat(options.detach()).isTrue();
    assertThat(options.programs()).extracting(Program::port).containsExactly(9001, 9002, 9003,
        9000);
    assertThat(options.allIdentities().get("app")).hasToString("spiffe://spike.ist/app");
  }

  @Test
  void parse_stopWithNameAndDataAfterwards_isTaken() {
    // When
    DevOptions options = parse("stop keeper-2 --data /d");
    // Then
    assertThat(options.command()).isEqualTo(DevOptions.Command.STOP);
    assertThat(options.program()).contains("keeper-2");
    assertThat(options.data()).isEqualTo(Path.of("/d"));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      restart | dev has no command restart; there are start, stop and status
      --frob | dev does not know --frob; see spike dev --help
      start | dev start needs the program to start: nexus, keeper-1, keeper-2 or keeper-3
      start keeper-4 | dev has no program keeper-4; there are [keeper-1, keeper-2, keeper-3, nexus]
      --data | --data needs a value
      --nexus-port 0 | --nexus-port 0: a port is a number from 1 to 65535
      --nexus-port x | --nexus-port x: a port is a number from 1 to 65535
      --nexus-port 8443 | two programs cannot share one port: [8443, 8543, 8643, 8443]
      --keeper-ports 1,2 | --keeper-ports 1,2: three ports are expected, one for each Keeper
      --identity a=spiffe://other/x | --identity a=spiffe://other/x: only identities of spiffe://spike.ist can be made here
      --identity nexus=spiffe://spike.ist/x | --identity nexus=spiffe://spike.ist/x: there is an identity named nexus already
      --identity ../a=spiffe://spike.ist/x | --identity ../a=spiffe://spike.ist/x: NAME=SPIFFE-ID is expected, NAME of a-z, 0-9 and -
      """)
  void parse_wrong_saysWhatIsAllowed(String arguments, String message) {
    assertThatThrownBy(() -> parse(arguments)).isInstanceOf(SpikeException.class)
        .hasMessage(message);
  }

  private static DevOptions parse(String arguments) {
    return DevOptions.parse(arguments.isEmpty() ? new String[0] : arguments.split(" "), ENV);
  }
}
