// SPDX-License-Identifier: Apache-2.0
package ist.spike.system;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Programs that the launcher starts for production let nobody attach to them and dump their heap. */
@Tag("system")
class AttachTest {

  private static final Duration BOUND = Duration.ofSeconds(60);
  private static final int TOOL_SECONDS = 60;

  @TempDir
  private Path temp = Path.of("");

  @ParameterizedTest
  @ValueSource(strings = {"nexus", "keeper"})
  void attach_toADaemon_isRefused(String program) throws Exception {
    // Given one that waits for its identity
    Process process = new SpikeCommand(temp)
        .with("SPIFFE_ENDPOINT_SOCKET", "unix://" + temp.resolve("none.sock"))
        .with("SPIKE_SPIFFE_SOURCE_TIMEOUT", "5m").start(temp.resolve("log"), program);
    try {
      await().atMost(BOUND).until(() -> Files.size(temp.resolve("log")) > 0);
      for (String tool : new String[]{"jcmd", "jmap"}) {
        // When
        String said = said(tool, tool.equals("jmap") ? "-histo" : "",
            Long.toString(process.pid()));

        // Then
        assertThat(said).contains("The VM does not support the attach mechanism");
      }
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  private static String said(String tool, String option, String pid) throws Exception {
    String path = Path.of(System.getProperty("java.home"), "bin", tool).toString();
    Process process = (option.isEmpty()
        ? new ProcessBuilder(path, pid, "VM.version")
        : new ProcessBuilder(path, option, pid)).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor(TOOL_SECONDS, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isNotZero();
    return said;
  }
}
