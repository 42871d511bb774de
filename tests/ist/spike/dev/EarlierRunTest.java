// SPDX-License-Identifier: Apache-2.0
package ist.spike.dev;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EarlierRunTest {
  private static final DevOptions OPTIONS = DevOptions.parse(new String[0], Map.of("HOME", "/h"));

  @TempDir
  Path temp;

  private DevLayout layout = new DevLayout(Path.of("/"));
  private @Nullable Process process;

  @BeforeEach
  void start() throws Exception {
    layout = new DevLayout(temp.resolve("dev"));
    layout.make();
    process = new ProcessBuilder("sleep", "60").start();
  }

  private Process process() {
    return requireNonNull(process);
  }

  @AfterEach
  void kill() {
    process().destroyForcibly();
  }

  @Test
  void cleanUp_processWithoutSupervisor_endsIt() throws Exception {
    // Given
    new PidFile(layout.run(), "nexus").write(process().toHandle());
    // When
    int ended = EarlierRun.cleanUp(layout, OPTIONS);
    // Then
    assertThat(ended).isEqualTo(1);
    assertThat(Processes.isRunning(process().toHandle())).isFalse();
    assertThat(layout.run().resolve("nexus.pid")).doesNotExist();
  }

  @Test
  void cleanUp_numberGivenToAnotherProcess_leavesItAlone() throws Exception {
    // Given
    new PidFile(layout.run(), "nexus").write(process().toHandle());
    Files.writeString(layout.run().resolve("nexus.started"), "1000\n");
    // When
    int ended = EarlierRun.cleanUp(layout, OPTIONS);
    // Then
    assertThat(ended).isZero();
    assertThat(process().isAlive()).isTrue();
  }

  @Test
  void pidFile_written_holdsTheNumberAlone() throws Exception {
    // When
    new PidFile(layout.run(), "keeper-1").write(process().toHandle());
    // Then
    assertThat(layout.run().resolve("keeper-1.pid")).hasContent(process().pid() + "\n");
    assertThat(new PidFile(layout.run(), "keeper-1").running()).contains(process().toHandle());
  }
}
