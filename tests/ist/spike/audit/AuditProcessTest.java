// SPDX-License-Identifier: Apache-2.0
package ist.spike.audit;

import static org.assertj.core.api.Assertions.assertThat;

import ist.spike.fakes.DiskLog;
import ist.spike.fakes.DiskLog.Step;
import ist.spike.fakes.DiskLog.Unflushed;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The local audit files when their process is killed, and when their disk is full. */
@Tag("system")
final class AuditProcessTest {

  private static final int KILLS = Integer.getInteger("audit.kills", 10);
  private static final int MAX_RECORDS_BEFORE_A_KILL = 400;
  private static final int LIMIT_SECONDS = 120;

  /** What becomes of writes that were not flushed; the last ones differ from each other. */
  private static final List<Unflushed> FATES = List.of(Unflushed.KEPT, Unflushed.LOST,
      Unflushed.PREFIX, Unflushed.PREFIX, Unflushed.PREFIX);

  @TempDir
  Path directory;

  @Test
  void kill_anywhere_losesNoRecordThatWasAnsweredForAndLeavesOneChain() throws Exception {
    Random random = new Random(KILLS);
    Set<String> answered = new HashSet<>();
    for (int kill = 0; kill < KILLS; kill++) {
      // When
      answered.addAll(killed(kill, 1 + random.nextInt(MAX_RECORDS_BEFORE_A_KILL)));

      // Then
      try (AuditFixture audit =
          new AuditFixture(directory, AuditProcess.KEEP, AuditProcess.FILE_SIZE_BYTES)) {
        assertThat(audit.verify().problems()).as("after kill %d", kill).isEmpty();
        assertThat(subjects(audit)).as("after kill %d", kill).containsAll(answered);
      }
    }
  }

  @Test
  void append_onAFullDisk_isRefusedAtOnceAndRoomIsEnough() throws Exception {
    // Given
    Path mount = Files.createDirectory(directory.resolve("mount"));
    List<String> command = command("starve", mount, "");
    // A file system of 1 MiB of its own, in a namespace of its own, so that no rights are needed.
    command.addAll(0, List.of("unshare", "--user", "--map-root-user", "--mount", "sh", "-c",
        "mount -t tmpfs -o size=1m tmpfs \"$0\" && exec \"$@\"", mount.toString()));

    // When
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    List<String> lines = process.inputReader(StandardCharsets.UTF_8).lines().toList();

    // Then
    assertThat(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
    assertThat(lines).as(String.join("\n", lines))
        .anySatisfy(line -> assertThat(line).matches("recovered after \\d{3,} records"))
        .anySatisfy(line -> assertThat(line).contains("audit records cannot be written"))
        .anySatisfy(line -> assertThat(line).contains("can be written again"));
  }

  /** Of the steps of beginning the next file, too: what was durable is there, and all of it is one chain. */
  @Test
  void cut_afterAnyStep_losesNothingThatWasDurableAndLeavesOneChain() throws Exception {
    // Given
    List<Step> steps = journal("journal", directory.resolve("no-flush"));
    Random random = new Random(1);

    // When, Then
    int dropped = 0;
    for (int step = 0; step <= steps.size(); step++) {
      List<Step> before = steps.subList(0, step);
      for (Unflushed fate : FATES) {
        Map<String, byte[]> files = DiskLog.after(before, fate, random);
        clear(directory.resolve("cut/audit"), files);
        try (AuditFixture audit = new AuditFixture(directory.resolve("cut"), AuditProcess.KEEP,
            AuditProcess.SMALL_SIZE_BYTES)) {
          String when = "cut " + step + " " + fate + " " + files.keySet();
          assertThat(audit.verify().problems()).as(when).isEmpty();
          assertThat(subjects(audit)).as(when).containsAll(durable(before));
          dropped += files.keySet().stream().filter(name -> name.endsWith(".jsonl"))
              .anyMatch(name -> !Files.exists(audit.directory.resolve(name))) ? 1 : 0;
          audit.log.append(AuditFixture.record("afterwards"));
          assertThat(audit.verify().problems()).as(when).isEmpty();
        }
      }
    }
    assertThat(dropped).as("files that followed nothing").isPositive();
  }

  /** Linux calls clean what a flush failed to write, so it is lost unless it is written again. */
  @Test
  void cut_afterFlushesThatFailed_losesNothingThatWasDurable() throws Exception {
    // Given
    List<Step> steps = journal("unflushed", directory.resolve("no-flush"));
    assertThat(steps).extracting(Step::kind).contains('F');

    // When, Then
    for (int step = 0; step <= steps.size(); step++) {
      List<Step> before = steps.subList(0, step);
      clear(directory.resolve("cut/audit"),
          DiskLog.after(before, Unflushed.LOST, new Random(1)));
      try (AuditFixture audit = new AuditFixture(directory.resolve("cut"), AuditProcess.KEEP,
          AuditProcess.SMALL_SIZE_BYTES)) {
        assertThat(audit.verify().problems()).as("cut %d", step).isEmpty();
        assertThat(subjects(audit)).as("cut %d", step).containsAll(durable(before));
      }
    }
    assertThat(durable(steps)).isNotEmpty();
  }

  /** What a process did to its audit files, in a directory that was there before. */
  private List<Step> journal(String what, Path obstacle) throws Exception {
    Path files = Files.createDirectory(directory.resolve("audit"), PosixFilePermissions
        .asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    Path log = directory.resolve("disk.log");
    ProcessBuilder builder =
        new ProcessBuilder(command(what, directory, obstacle.toString())).redirectErrorStream(true);
    builder.environment()
        .putAll(Map.of("LD_PRELOAD", DiskLog.compile(directory).toString(), "DISKLOG_DIR",
            files.toString(), "DISKLOG_FILE", log.toString(), "DISKLOG_UNFLUSHED",
            obstacle.toString()));
    Process process = builder.start();
    assertThat(process.inputReader(StandardCharsets.UTF_8).lines()).last().isEqualTo("done");
    assertThat(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
    return DiskLog.read(log);
  }

  /** Leaves these files there and no other. */
  private static void clear(Path place, Map<String, byte[]> files) throws IOException {
    if (!Files.exists(place)) {
      Files.createDirectories(place, PosixFilePermissions
          .asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
    try (DirectoryStream<Path> old = Files.newDirectoryStream(place)) {
      for (Path file : old) {
        Files.delete(file);
      }
    }
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      Files.write(place.resolve(file.getKey()), file.getValue());
    }
  }

  private static List<String> durable(List<Step> steps) {
    return steps.stream().filter(step -> step.kind() == 'W')
        .filter(step -> step.name().equals(AuditProcess.DURABLE))
        .map(step -> Integer.parseInt(new String(step.data(), StandardCharsets.US_ASCII).strip()))
        .reduce((first, second) -> second).stream()
        .flatMap(count -> IntStream.range(0, count).mapToObj(number -> "record/" + number))
        .toList();
  }

  private Set<String> killed(int run, int records) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command("load", directory, "run" + run))
        .redirectErrorStream(true).start();
    Set<String> answered = new HashSet<>();
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      String line = out.readLine();
      while (line != null && answered.size() < records) {
        answered.add(subject(line));
        line = out.readLine();
      }
      // The handle, since the process itself would close what it has said.
      process.toHandle().destroyForcibly();
      for (; line != null; line = out.readLine()) {
        // The kill may have cut the last one short, and then another one is meant.
        if (out.ready()) {
          answered.add(subject(line));
        }
      }
    }
    assertThat(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
    return answered;
  }

  private static String subject(String line) {
    assertThat(line).matches("ok run\\d+/\\d/\\d+");
    return line.substring("ok ".length());
  }

  private static Set<String> subjects(AuditFixture audit) throws IOException {
    Set<String> subjects = new HashSet<>();
    for (Path file : new AuditDirectory(audit.directory).files().values()) {
      WholeLines.read(file, line -> subjects
          .add(AuditLine.parse(line).members().getOrDefault("subject", "")));
    }
    return subjects;
  }

  private static List<String> command(String what, Path where, String more) {
    return new ArrayList<>(List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xshare:auto",
        "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx128m",
        "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow", "-cp",
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
        AuditProcess.class.getName(), what, where.toString(), more));
  }
}
