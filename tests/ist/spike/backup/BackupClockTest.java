// SPDX-License-Identifier: Apache-2.0
package ist.spike.backup;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** When the next backup is due. */
final class BackupClockTest extends BackupMachineFixture {

  @Test
  void clock_isDue_whenTheScheduleCameRoundOrFilesChanged() throws Exception {
    // Given
    Path conf = Files.writeString(directory.resolve("spire.conf"), "a");
    Files.setLastModifiedTime(conf, FileTime.from(machine.now()));
    machine.include.add(conf);
    machine.start();

    // Then
    assertThat(due()).as("never verified").isTrue();
    machine.run();
    assertThat(due()).as("just verified").isFalse();
    machine.pass(Duration.ofMinutes(90));
    Files.setLastModifiedTime(conf,
        FileTime.from(machine.now().minusSeconds(60)));
    assertThat(due()).as("a file changed").isTrue();
    machine.run();
    assertThat(due()).isFalse();
    machine.pass(Duration.ofDays(400));
    assertThat(due()).as("long pause").isTrue();
    machine.pass(Duration.ofDays(-4_000));
    assertThat(due()).as("the clock was set back").isTrue();
  }

  @Test
  void clock_afterATry_waits() throws Exception {
    machine.start();
    long[] nanos = {0};
    BackupClock clock = new BackupClock(machine.shared(), () -> nanos[0]);
    assertThat(clock.isDue()).isTrue();
    clock.begun();
    assertThat(clock.isDue()).isFalse();
    nanos[0] = Duration.ofMinutes(16).toNanos();
    assertThat(clock.isDue()).isTrue();
  }

  private boolean due() {
    return new BackupClock(machine.shared(), () -> 0).isDue();
  }
}
