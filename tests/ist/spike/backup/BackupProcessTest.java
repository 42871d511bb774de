// SPDX-License-Identifier: Apache-2.0
package ist.spike.backup;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ist.spike.archive.BackupId;
import ist.spike.archive.CatalogueEntry;
import ist.spike.crypto.RootKey;
import ist.spike.store.SecretUpdate;
import ist.spike.wire.BackupReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Backups of stores of a real size, under a writer, killed at every step, on disks that are full. */
@Tag("system")
final class BackupProcessTest {

  private static final Logger LOG = LoggerFactory.getLogger(BackupProcessTest.class);
  private static final int VALUE_BYTES = 64 * 1024;
  private static final int MEGABYTE = 1024 * 1024;
  private static final int WINDOW = 200;
  /** Far above what was measured (0.1 to 0.7 s), and half the backup where that takes longer. */
  private static final long LONGEST_PAUSE_MS = 3_000;

  private final Random random = new Random(11);

  @TempDir
  private Path directory;

  @Test
  void run_200MegabytesUnderASteadyWriter_endsAndHardlyPausesIt() throws Exception {
    try (BackupMachine machine = machine()) {
      // Given
      fill(machine, 200);
      machine.start();
      Writer alone = new Writer(machine);
      alone.writeFor(3_000);

      // When
      Writer beside = new Writer(machine);
      Thread writer = Thread.ofPlatform().start(beside::writeUntilStopped);
      long started = System.nanoTime();
      BackupReport report = machine.run();
      double seconds = (System.nanoTime() - started) / 1e9;
      beside.stop();
      writer.join();

      // Then
      LOG.info(String.format("backup of %d MB in %.1f s beside a writer: %s; without a backup: %s",
          report.bytes() / MEGABYTE, seconds, beside.summary(), alone.summary()));
      assertThat(report.level()).isEqualTo("verified");
      assertThat(report.bytes()).isGreaterThan(200L * MEGABYTE);
      assertThat(beside.count()).as("writes beside the backup").isGreaterThan(100);
      assertThat(beside.longestMs()).as("longest pause of the writer")
          .isLessThan(Math.max(LONGEST_PAUSE_MS, (long) (seconds * 1_000 / 2)));
    }

    // When the same is done in a small heap
    List<String> said = ChildProcess.start(directory, "48m", List.of()).end();

    // Then
    assertThat(said).last().asString().startsWith("verified spike-");
  }

  @Test
  void kill_atEveryStep_leavesNothingThatCountsAndNothingForGood() throws Exception {
    try (BackupMachine machine = machine()) {
      fill(machine, 30);
    }
    List<String> steps =
        List.of("snapshot", "verify-snapshot", "seal", "store", "verify-stored", "prune");
    Path halt = directory.resolve(BackupChild.HALT_FILE);
    for (String step : steps) {
      // When: somewhere in the step, but while it does not count yet
      Files.writeString(halt, steps.indexOf(step) >= steps.indexOf("verify-stored")
          ? step
          : steps.get(steps.indexOf(step) + 1));
      boolean killed = ChildProcess.start(directory, "128m", List.of()).killAt("step " + step);

      // Then
      assertThat(killed).as(step).isTrue();
      try (BackupMachine machine = reopened()) {
        boolean counts = machine.shared().catalogue().current().entries().stream()
            .anyMatch(CatalogueEntry::counts);
        assertThat(counts).as("a backup killed at %s counts", step).isEqualTo(step.equals("prune"));
      }
    }

    // When
    Files.delete(halt);
    List<String> said = ChildProcess.start(directory, "128m", List.of()).end();

    // Then
    assertThat(said).last().asString().startsWith("verified spike-");
    assertThat(names("backup-work")).containsExactly("catalogue");
    try (BackupMachine machine = reopened().start()) {
      machine.send("begin-backup");
      assertThat(names("backups")).isNotEmpty().allMatch(name -> name.endsWith(BackupId.SUFFIX));
      assertThat(machine.list().backups()).isNotEmpty().allSatisfy(info -> assertThat(
          info.places().getFirst().level()).isEqualTo("verified"));
      assertThat(machine.store.deadLetters()).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({"backup-work, 4, letter org.sqlite.SQLiteException 13",
      "backup-work, 14, letter cannot write",
      "backups, 4, letter cannot write"})
  void diskFull_atEachStep_isADeadLetterAndNothingCounts(String full, int megabytes,
      String letter) throws Exception {
    // Given
    try (BackupMachine machine = machine()) {
      fill(machine, 10);
    }

    // When
    List<String> said = ChildProcess.start(directory, "128m", onDisk(full, megabytes)).end();

    // Then
    assertThat(said).as(Files.readString(directory.resolve("child.log"))).contains("failed");
    assertThat(said.getLast()).startsWith(letter);
    try (BackupMachine machine = reopened().start()) {
      assertThat(machine.list().lossSeconds()).isEmpty();
      assertThat(machine.run().level()).isEqualTo("verified");
    }
  }

  @Test
  void diskFull_whileReadingBack_isADeadLetterAndNothingCounts() throws Exception {
    // Given
    try (BackupMachine machine = machine()) {
      fill(machine, 10);
    }
    Files.createFile(directory.resolve(BackupChild.HOARD_FILE));

    // When
    List<String> said = ChildProcess.start(directory, "128m", onDisk("backup-work", 64)).end();

    // Then
    assertThat(said).as(Files.readString(directory.resolve("child.log")))
        .contains("step verify-stored", "failed");
    assertThat(said.getLast()).matches("letter the scratch file .* cannot be written: .*"
        + "No space left on device.*");
    try (BackupMachine machine = reopened().start()) {
      assertThat(machine.list().lossSeconds()).isEmpty();
      assertThat(machine.run().level()).isEqualTo("verified");
    }
  }

  /** What runs a program with this directory on a disk of this size. */
  private List<String> onDisk(String name, int megabytes) throws IOException {
    Path small = Files.createDirectories(directory.resolve(name), PosixFilePermissions
        .asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    return List.of("unshare", "-Urm", "sh", "-c", "mount -t tmpfs -o mode=700,size=" + megabytes
        + "m none " + small + " && exec \"$@\"", "sh");
  }

  private BackupMachine machine() throws IOException {
    RootKey key = RootKey.generate();
    key.bytes().lendTo(bytes -> write(HexFormat.of().formatHex(bytes)));
    return new BackupMachine(directory, key);
  }

  private BackupMachine reopened() throws Exception {
    return new BackupMachine(directory, BackupChild.key(directory));
  }

  private void write(String hex) {
    try {
      Files.writeString(directory.resolve(BackupChild.KEY_FILE), hex);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Random values, which no compression makes smaller. */
  private void fill(BackupMachine machine, int megabytes) {
    List<CompletableFuture<Integer>> open = new ArrayList<>();
    for (int i = 0; i < megabytes * (MEGABYTE / VALUE_BYTES); i++) {
      byte[] value = new byte[VALUE_BYTES];
      random.nextBytes(value);
      open.add(machine.store.update("filler/" + i, SecretUpdate.put(value, OptionalInt.empty(), 3,
          InstantSource.system())));
      if (open.size() == WINDOW) {
        open.forEach(CompletableFuture::join);
        open.clear();
      }
    }
    open.forEach(CompletableFuture::join);
  }

  private List<String> names(String name) throws IOException {
    try (Stream<Path> files = Files.list(directory.resolve(name))) {
      return files.map(file -> String.valueOf(file.getFileName())).sorted().toList();
    }
  }

  /** One write after the other, each waiting until it is on the disk. */
  private static final class Writer {

    private final BackupMachine machine;
    private final List<Long> nanos = new ArrayList<>();
    private final AtomicBoolean stopped = new AtomicBoolean();

    Writer(BackupMachine machine) {
      this.machine = machine;
    }

    void writeFor(long millis) {
      long end = System.nanoTime() + millis * 1_000_000;
      while (System.nanoTime() < end) {
        write();
      }
    }

    void writeUntilStopped() {
      while (!stopped.get()) {
        write();
      }
    }

    private void write() {
      long started = System.nanoTime();
      machine.store.update("steady", SecretUpdate.put(Long.toString(started).getBytes(UTF_8),
          OptionalInt.empty(), 3, InstantSource.system())).join();
      nanos.add(System.nanoTime() - started);
    }

    void stop() {
      stopped.set(true);
    }

    int count() {
      return nanos.size();
    }

    long longestMs() {
      return nanos.stream().mapToLong(Long::longValue).max().orElse(0) / 1_000_000;
    }

    String summary() {
      long[] sorted = nanos.stream().mapToLong(Long::longValue).sorted().toArray();
      long[] micros = Arrays.stream(sorted).map(each -> each / 1_000).toArray();
      return String.format("%d writes, median %d us, 99 %% %d us, longest %d ms", micros.length,
          micros[micros.length / 2], micros[micros.length * 99 / 100], longestMs());
    }
  }
}
