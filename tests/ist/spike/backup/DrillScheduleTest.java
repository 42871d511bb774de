// SPDX-License-Identifier: Apache-2.0
package ist.spike.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ist.spike.crypto.RootKey;
import ist.spike.wire.DrillReport;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.SpikeException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When drills begin by themselves: Sundays unless set otherwise, and never beside a backup. */
final class DrillScheduleTest {

  private static final int MAX_WAIT_SECONDS = 60;
  private static final Duration WEEK = Duration.ofDays(7);

  @TempDir
  private Path directory;

  private BackupMachine machine;

  @BeforeEach
  void start() throws Exception {
    // It is a Sunday, before the drill's hour.
    machine = new BackupMachine(directory, RootKey.generate()).start();
  }

  @AfterEach
  void close() throws Exception {
    machine.close();
  }

  @Test
  void clock_isDue_onceTheScheduleCameRound() {
    assertThat(due()).as("no backup to drill with").isFalse();
    machine.pass(Duration.ofDays(30));
    assertThat(due()).isFalse();
    machine.run();
    assertThat(due()).as("a backup of today").isFalse();
    machine.pass(WEEK);
    assertThat(due()).isTrue();
    report("");
    assertThat(due()).as("drilled now").isFalse();
    machine.pass(Duration.ofDays(1));
    assertThat(due()).isFalse();
    machine.pass(WEEK.multipliedBy(10));
    assertThat(due()).as("a Nexus that was off for long").isTrue();
    report("it failed");
    assertThat(due()).as("a drill that failed is a drill").isFalse();
  }

  @Test
  void clock_afterATry_waitsForAnHour() {
    // Given
    machine.run();
    machine.pass(WEEK);
    long[] nanos = {0};
    DrillClock clock = new DrillClock(machine.shared(), () -> nanos[0]);

    // Then
    assertThat(clock.isDue()).isTrue();
    assertThat(clock.isDue()).isFalse();
    nanos[0] = Duration.ofMinutes(59).toNanos();
    assertThat(clock.isDue()).isFalse();
    nanos[0] = Duration.ofMinutes(60).toNanos();
    assertThat(clock.isDue()).isTrue();
  }

  @Test
  void clock_sealed_isNotDue() throws Exception {
    // Given
    machine.run();
    machine.pass(WEEK);
    RootKey key = RootKey.of(machine.key.bytes().copy());
    machine.close();

    // When
    machine = BackupMachine.sealed(directory, key);

    // Then
    assertThat(due()).isFalse();
  }

  @Test
  void schedule_backupAndDrillDue_backupThenOneDrillEachWithItsProgress() throws Exception {
    // Given
    String old = machine.run().id();
    machine.pass(WEEK);
    Held held = new Held(machine.destinations.getFirst(), old);
    machine.destinations.set(0, held);
    machine.poll = "20ms";

    // When
    machine.start();

    // Then
    assertThat(held.pruning.await(MAX_WAIT_SECONDS, TimeUnit.SECONDS)).isTrue();
    assertThat(machine.awaitLooks()).isTrue();
    assertThat(machine.list().running().step()).isEqualTo("prune");
    assertThat(machine.list().drilling().step()).isEmpty();
    assertThat(reports()).isEmpty();

    // When
    held.prune.countDown();

    // Then
    assertThat(held.drilling.await(MAX_WAIT_SECONDS, TimeUnit.SECONDS)).isTrue();
    assertThat(machine.list().running().step()).isEmpty();
    assertThat(machine.list().drilling().step()).isEqualTo("drill-restore");

    // When
    held.drill.countDown();

    // Then
    await().atMost(Duration.ofSeconds(MAX_WAIT_SECONDS)).until(() -> !reports().isEmpty());
    assertThat(machine.awaitLooks()).isTrue();
    assertThat(reports()).hasSize(1);
    assertThat(machine.shared().drills().newest()).map(DrillReport::problem)
        .contains("nothing is read");
    assertThat(machine.list().drilling().step()).isEmpty();
    assertThat(machine.store.deadLetters()).singleElement()
        .satisfies(letter -> assertThat(letter.letter().flow()).isEqualTo("run-drill"));
  }

  private boolean due() {
    return new DrillClock(machine.shared(), () -> 0).isDue();
  }

  private void report(String problem) {
    machine.shared().drills().write(
        new DrillReport(machine.now(), "", "", problem, DrillReport.Measured.NOTHING));
  }

  private List<Path> reports() throws Exception {
    Path drills = directory.resolve("backup-work/drills");
    if (!Files.exists(drills)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(drills)) {
      return files.toList();
    }
  }

  /** Stops a backup at its end, when it lists; then gives nothing but the old backup to read. */
  private static final class Held implements ForwardingDestination {

    final CountDownLatch pruning = new CountDownLatch(1);
    final CountDownLatch prune = new CountDownLatch(1);
    final CountDownLatch drilling = new CountDownLatch(1);
    final CountDownLatch drill = new CountDownLatch(1);
    private final Destination behind;
    private final String old;

    Held(Destination behind, String old) {
      this.behind = behind;
      this.old = old;
    }

    @Override
    public Destination behind() {
      return behind;
    }

    @Override
    public List<String> list() {
      pruning.countDown();
      hold(prune);
      return behind.list();
    }

    @Override
    public InputStream open(String file) {
      if (pruning.getCount() > 0 || file.startsWith(old)) {
        return behind.open(file);
      }
      drilling.countDown();
      hold(drill);
      throw new SpikeException(ErrorCode.UNREACHABLE, "nothing is read");
    }

    private static void hold(CountDownLatch latch) {
      try {
        assertThat(latch.await(MAX_WAIT_SECONDS, TimeUnit.SECONDS)).isTrue();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }
}
