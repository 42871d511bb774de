// SPDX-License-Identifier: Apache-2.0
package ist.spike.backup;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class ScratchProcessTest {

  @Test
  void options_areThoseOfNexusButForWhatIsOfOneProcess() {
    assertThat(ScratchProcess.options(List.of("--enable-native-access=ALL-UNNAMED",
        "-XX:+UseSerialGC", "-Xmx256m", "-XX:-DisableAttachMechanism",
        "-XX:+HeapDumpOnOutOfMemoryError", "-XX:AOTCache=/app/aot/nexus.aot", "-Xlog:disable",
        "-agentlib:jdwp=transport=dt_socket,address=5005", "-javaagent:/a.jar",
        "-Dcom.sun.management.jmxremote.port=9010", "-XX:StartFlightRecording:filename=/f")))
        .startsWith("--enable-native-access=ALL-UNNAMED", "-XX:+UseSerialGC", "-Xmx256m",
            "-XX:-DisableAttachMechanism", "-XX:+HeapDumpOnOutOfMemoryError")
        // The later one wins.
        .endsWith("-XX:-CreateCoredumpOnCrash", "-XX:-HeapDumpOnOutOfMemoryError",
            "-XX:+DisableAttachMechanism", "-XX:-UsePerfData", "-XX:TieredStopAtLevel=1")
        .hasSize(10);
  }
}
