// SPDX-License-Identifier: Apache-2.0
package ist.spike.pilot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code spike store check}. */
final class StoreCommandsTest {

  private static final String RUNNING =
      "{\"running\":true,\"rows\":2000,\"secrets\":0,\"versions\":0,\"changeNumber\":0,"
          + "\"millis\":0,\"problems\":[]}";
  private static final String ENDED =
      "{\"running\":false,\"rows\":4005,\"secrets\":2000,\"versions\":2000,"
          + "\"changeNumber\":34,\"millis\":1250,\"problems\":%s}";

  @TempDir
  Path home;

  @Test
  void check_soundStore_tellsProgressAndTheResult() throws IOException {
    // Given
    Path config = Files.writeString(home.resolve("often"), "pilot.progress.interval=0s");
    FakeNexus nexus = FakeNexus.answeringInTurn(RUNNING, ENDED.formatted("[]"));
    Shell shell = new Shell(home, nexus);

    // When
    int exit = shell.run("store check --config " + config);

    // Then
    assertThat(exit).isZero();
    assertThat(nexus.asked()).containsExactly("SUPERUSER CHECK_STORE {\"start\":true}",
        "SUPERUSER CHECK_STORE {}");
    assertThat(shell.err()).isEqualTo("spike: 2000 rows opened\n");
    assertThat(shell.out()).isEqualTo("""
        The store is sound.
          Rows opened   : 4005
          Secrets       : 2000
          Versions      : 2000
          Change number : 34
          Seconds       : 1.250
        """);
  }

  @Test
  void check_damagedStore_namesTheRowsAndFails() {
    // Given
    Shell shell = new Shell(home, FakeNexus.answeringInTurn(
        ENDED.formatted("[\"the store's secret_version row 'a' version 2 does not open\"]")));

    // When
    int exit = shell.run("store check");

    // Then
    assertThat(exit).isNotZero();
    assertThat(List.of(shell.err().split("\n", -1))).startsWith(
        "damaged: the store's secret_version row 'a' version 2 does not open",
        "spike: the store is damaged: 1 problems in 4005 rows; keep its files, and restore the"
            + " newest verified backup");
  }
}
