// SPDX-License-Identifier: Apache-2.0
package ist.spike.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A process that restores is killed with SIGKILL after each step: the next start has one store, whole. */
@Tag("system")
final class RestoreKillTest {

  @TempDir
  Path directory;

  @ParameterizedTest
  @EnumSource(SwapProbe.Step.class)
  void kill_afterAnyStep_leavesTheOldStoreOrTheNewOne(SwapProbe.Step step) throws Exception {
    try (StoreFixture fixture = StoreFixture.unsealed(directory)) {
      // Given
      fixture.put("a", "old");
      try (Connection connection = fixture.store.snapshotSource().getConnection();
          Statement statement = connection.createStatement()) {
        statement.executeUpdate("VACUUM INTO '" + directory.resolve("restored.db") + "'");
      }
      fixture.put("a", "new");
      fixture.store.close();

      // When
      try (ChildProcess child = ChildProcess.start(new ProcessBuilder(ChildProcess.command(
          directory, fixture.key,
          List.of("restore", fixture.settings().directory().toString(), step.name()))))) {
        assertThat(child.line()).isEqualTo("at " + step);
        child.kill();
      }
      fixture.reopen();

      // Then
      assertThat(fixture.get("a", 0)).isEqualTo(step == SwapProbe.Step.STAGED ? "new" : "old");
      assertThat(fixture.store.check(CheckProgress.NONE).problems()).isEmpty();
      assertThat(fixture.put("a", "next")).isEqualTo(step == SwapProbe.Step.STAGED ? 3 : 2);
    }
  }
}
