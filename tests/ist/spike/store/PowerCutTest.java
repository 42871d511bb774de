// SPDX-License-Identifier: Apache-2.0
package ist.spike.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ist.spike.crypto.RootKey;
import ist.spike.fakes.DiskLog;
import ist.spike.fakes.DiskLog.Step;
import ist.spike.fakes.DiskLog.Unflushed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.logging.Logger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The power is cut after every single thing that a store does to its files, from its making to its
 * closing: with all that was not flushed kept, lost, and torn at random. Each time the store opens,
 * is sound and holds every version that was acknowledged before the cut.
 */
@Tag("system")
final class PowerCutTest {

  private static final int PUTS = Integer.getInteger("powercut.puts", 24);
  private static final Logger LOG = Logger.getLogger(PowerCutTest.class.getName());

  @TempDir
  Path directory;

  private Path library;

  @BeforeEach
  void compile() throws Exception {
    library = DiskLog.compile(directory);
  }

  @Test
  void cut_afterAnyStep_leavesEveryAcknowledgedVersion() throws Exception {
    try (RootKey key = RootKey.generate()) {
      // Given
      List<Step> steps = record(key);
      Random random = new Random(PUTS);

      // When, Then
      int cuts = 0;
      for (int step = 0; step <= steps.size(); step++) {
        List<Step> before = steps.subList(0, step);
        for (Unflushed fate : List.of(Unflushed.KEPT, Unflushed.LOST, Unflushed.TORN)) {
          if (fate != Unflushed.LOST || step == 0
              || "SD".indexOf(steps.get(step - 1).kind()) >= 0) {
            assertSurvives(DiskLog.after(before, fate, random), before, key,
                "cut " + step + " " + fate);
            cuts++;
          }
        }
      }
      int done = cuts;
      LOG.info(() -> done + " power cuts in " + steps.size() + " steps, " + PUTS + " puts");
      assertThat(steps).filteredOn(step -> step.kind() == 'T').as("a checkpoint emptied the log")
          .isNotEmpty();
    }
  }

  @Test
  void model_withoutFlushes_losesWhatWasAcknowledged() throws Exception {
    try (RootKey key = RootKey.generate()) {
      // Given: the same run, on a disk that forgets what the log's flushes are for
      List<Step> lying =
          record(key).stream().filter(step -> !(step.kind() == 'S' && step.name().endsWith("-wal")))
              .toList();

      // When
      boolean isLost = false;
      for (int step = 0; step <= lying.size() && !isLost; step++) {
        List<Step> before = lying.subList(0, step);
        try {
          assertSurvives(DiskLog.after(before, Unflushed.LOST, new Random(1)), before, key, "");
        } catch (AssertionError | RuntimeException e) {
          isLost = true;
        }
      }

      // Then: the test would notice
      assertThat(isLost).isTrue();
    }
  }

  @Test
  void cut_afterFlushesThatFailed_leavesEveryAcknowledgedVersion() throws Exception {
    try (RootKey key = RootKey.generate()) {
      // Given: two processes, one after the other, whose flushes fail for a while; nothing writes
      // what these were to
      // write, since the kernel calls it clean
      Path data = data();
      Path log = directory.resolve("disk.log");
      runUnflushed(data, log, key, 1);
      Files.delete(directory.resolve("no-flush"));
      runUnflushed(data, log, key, 4);
      List<Step> steps = DiskLog.read(log);
      assertThat(steps).extracting(Step::kind).contains('F');

      // When, Then
      for (int step = 1; step <= steps.size(); step++) {
        if (steps.get(step - 1).name().equals("answers")) {
          List<Step> before = steps.subList(0, step);
          assertSurvives(DiskLog.after(before, Unflushed.LOST, new Random(1)), before, key,
              "cut " + step);
        }
      }
      assertThat(answers(steps)).containsExactly(Map.entry("p", 9));
    }
  }

  private void runUnflushed(Path data, Path log, RootKey key, int first) throws Exception {
    Path obstacle = directory.resolve("no-flush");
    ProcessBuilder builder = new ProcessBuilder(ChildProcess.command(directory, key,
        List.of("unflushed", data.toString(), obstacle.toString(), Integer.toString(first))));
    builder.environment().putAll(Map.of("LD_PRELOAD", library.toString(), "DISKLOG_DIR",
        data.toString(), "DISKLOG_FILE", log.toString(), "DISKLOG_UNFLUSHED",
        obstacle.toString()));
    try (ChildProcess child = ChildProcess.start(builder)) {
      List<String> lines = child.end();
      assertThat(lines).as(String.join("\n", lines)).contains("failed write is there: false");
    }
  }

  private Path data() throws IOException {
    return Files.createDirectory(directory.resolve("data"),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
  }

  private List<Step> record(RootKey key) throws Exception {
    Path data = data();
    Path log = directory.resolve("disk.log");
    ProcessBuilder builder = new ProcessBuilder(ChildProcess.command(directory, key,
        List.of("journal", data.toString(), Integer.toString(PUTS))));
    builder.environment().putAll(Map.of("LD_PRELOAD", library.toString(), "DISKLOG_DIR",
        data.toString(), "DISKLOG_FILE", log.toString()));
    try (ChildProcess child = ChildProcess.start(builder)) {
      assertThat(child.end()).containsExactly("done");
    }
    return DiskLog.read(log);
  }

  private void assertSurvives(Map<String, byte[]> files, List<Step> before, RootKey key,
      String when) throws IOException {
    Path data = directory.resolve("cut");
    clear(data);
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      if (file.getKey().startsWith(StoreSettings.FILE_NAME)) {
        Files.write(Files.createFile(data.resolve(file.getKey()), StoreFiles.OWNER_ONLY),
            file.getValue());
      }
    }
    Map<String, Integer> answers = answers(before);
    try (SqliteStore store = SqliteStore.open(new StoreSettings(data, false))) {
      if (store.head().phase() != StorePhase.FINAL) {
        assertThat(answers).as(when).isEmpty();
        return;
      }
      store.unseal(key);
      assertThat(store.check(CheckProgress.NONE).problems()).as(when).isEmpty();
      answers.forEach((path, version) -> {
        StoredVersion found = store.read(path, 0).orElseThrow();
        assertThat(found.version()).as(when).isBetween(version, version + 1);
        assertThat(new String(found.value(), UTF_8)).as(when)
            .isEqualTo(StoreProcess.value(path, found.version()));
      });
    }
  }

  /** The newest version of each path whose answer was given in these steps. */
  private static Map<String, Integer> answers(List<Step> steps) {
    Map<String, Integer> answers = new TreeMap<>();
    for (Step step : steps) {
      if (step.kind() == 'W' && step.name().equals("answers")) {
        String[] answer = new String(step.data(), UTF_8).strip().split(" ", -1);
        answers.put(answer[0], Integer.parseInt(answer[1]));
      }
    }
    return answers;
  }

  private static void clear(Path data) throws IOException {
    if (!Files.exists(data)) {
      Files.createDirectory(data,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
    try (var old = Files.newDirectoryStream(data)) {
      for (Path file : old) {
        Files.delete(file);
      }
    }
  }
}
