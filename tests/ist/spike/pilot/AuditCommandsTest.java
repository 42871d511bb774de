// SPDX-License-Identifier: Apache-2.0
package ist.spike.pilot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code spike audit verify}. */
final class AuditCommandsTest {

  private static final String RUNNING = "{\"running\":true,\"lines\":20000}";
  private static final String ENDED = "{\"running\":false,\"lines\":40003,\"files\":2,"
      + "\"rows\":17,\"since\":\"2026-01-02T03:04:05Z\",\"millis\":1250,\"notes\":%s,"
      + "\"problems\":%s}";

  @TempDir
  Path home;

  @Test
  void verify_soundRecords_tellsProgressNotesAndTheResult() throws IOException {
    // Given
    Path config = Files.writeString(home.resolve("often"), "pilot.progress.interval=0s");
    FakeNexus nexus = FakeNexus.answeringInTurn(RUNNING,
        ENDED.formatted("[\"restored at noon from backup b\"]", "[]"));
    Shell shell = new Shell(home, nexus);

    // When
    int exit = shell.run("audit verify --config " + config);

    // Then
    assertThat(exit).isZero();
    assertThat(nexus.asked()).containsExactly("SUPERUSER VERIFY_AUDIT {\"start\":true}",
        "SUPERUSER VERIFY_AUDIT {}");
    assertThat(shell.err()).isEqualTo(
        "spike: 20000 lines read\nspike: note: restored at noon from backup b\n");
    assertThat(shell.out()).isEqualTo("""
        The audit records are sound.
          Lines   : 40003 in 2 files, since 2026-01-02T03:04:05Z
          Rows    : 17
          Seconds : 1.250
        """);
  }

  @Test
  void verify_alteredRecords_namesThemAndFails() {
    // Given
    Shell shell = new Shell(home, FakeNexus.answeringInTurn(
        ENDED.formatted("[]", "[\"audit file 2 is gone\"]")));

    // When
    int exit = shell.run("audit verify");

    // Then
    assertThat(exit).isNotZero();
    assertThat(List.of(shell.err().split("\n", -1))).startsWith(
        "altered: audit file 2 is gone",
        "spike: the audit records are not as they were written: 1 problems in 40003 lines and 17"
            + " rows; keep the files, and find out who can write to them");
  }
}
