// SPDX-License-Identifier: Apache-2.0
package ist.spike.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ist.spike.secret.SecretHistory;
import ist.spike.store.WriteProbe.Point;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.logging.Logger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process that writes with eight clients is killed with SIGKILL, at every named point of a write
 * and anywhere else. What it acknowledged is there with its value; what it did not is wholly there or
 * wholly absent; version numbers have no gap and no duplicate. {@code -Dcrash.kills=2000} is the long
 * form.
 */
@Tag("system")
final class CrashTest {

  private static final int KILLS = Integer.getInteger("crash.kills", 100);
  private static final int KILLS_A_STORE = 25;
  private static final int MAX_ANSWERS_BEFORE_A_KILL = 400;
  private static final int MAX_PASSES_BEFORE_A_KILL = 40;
  private static final Logger LOG = Logger.getLogger(CrashTest.class.getName());

  @TempDir
  Path directory;

  private final Map<String, Integer> figures = new TreeMap<>();
  private final Map<String, Map<Integer, String>> acknowledged = new HashMap<>();
  private final Map<String, Integer> unanswered = new HashMap<>();
  private int killsOfStore;

  @Test
  void kill_atAnyPoint_losesAndInventsNothing() throws Exception {
    Random random = new Random(KILLS);
    List<String> points = new ArrayList<>(List.of("ANYWHERE"));
    for (Point point : Point.values()) {
      points.add(point.name());
    }
    int kills = 0;
    while (kills < KILLS) {
      unanswered.clear();
      acknowledged.clear();
      try (StoreFixture fixture = StoreFixture.unsealed(directory.resolve("store" + kills))) {
        for (int i = 0; i < KILLS_A_STORE && kills < KILLS; i++, kills++) {
          fixture.store.close();
          String point = points.get(kills % points.size());
          killAt(fixture, point, random);
          killsOfStore = i + 1;
          fixture.reopen();
          assertNothingLostOrInvented(fixture, "kill " + kills + " at " + point);
        }
      }
      unanswered.values()
          .forEach(count -> figures.merge("unanswered and there", count, Integer::sum));
    }
    LOG.info(() -> "killed " + KILLS + " times: " + figures);
  }

  private void killAt(StoreFixture fixture, String point, Random random)
      throws IOException, InterruptedException {
    boolean anywhere = point.equals("ANYWHERE");
    int answers = anywhere ? 1 + random.nextInt(MAX_ANSWERS_BEFORE_A_KILL) : Integer.MAX_VALUE;
    int passes = 1 + random.nextInt(MAX_PASSES_BEFORE_A_KILL);
    List<String> command = ChildProcess.command(directory, fixture.key, List.of("load",
        fixture.settings().directory().toString(), point, Integer.toString(passes)));
    try (ChildProcess child = ChildProcess.start(new ProcessBuilder(command))) {
      String line = child.line();
      for (int seen = 0; !line.startsWith("at ") && seen < answers; line = child.line()) {
        assertThat(line).as("what the process says").matches("(?s)ready|ok\t.*");
        seen += note(line);
      }
      child.kill().forEach(this::note);
    }
    figures.merge("at " + point, 1, Integer::sum);
  }

  /** Keeps an acknowledgement; a line that the kill cut short is none. */
  private int note(String line) {
    String[] part = line.split("\t", -1);
    if (part.length != 4) {
      return 0;
    }
    String path = part[1];
    boolean whole = path.equals(StoreProcess.COMMON)
        ? part[3].matches("client/\\d at \\d{5,}")
        : part[3].equals(StoreProcess.value(path, Integer.parseInt(part[2])));
    if (whole) {
      acknowledged.computeIfAbsent(path, key -> new TreeMap<>())
          .put(Integer.parseInt(part[2]), part[3]);
      figures.merge("acknowledged", 1, Integer::sum);
    }
    return whole ? 1 : 0;
  }

  private void assertNothingLostOrInvented(StoreFixture fixture, String when) {
    assertThat(fixture.store.check(CheckProgress.NONE).problems()).as(when).isEmpty();
    for (int client = 0; client < StoreProcess.CLIENTS; client++) {
      String path = "client/" + client;
      int stored = requireWhole(fixture, path, when);
      for (int version = 1; version <= stored; version++) {
        assertThat(fixture.get(path, version)).as("%s: %s", when, path)
            .isEqualTo(StoreProcess.value(path, version));
      }
    }
    int common = requireWhole(fixture, StoreProcess.COMMON, when);
    Set<String> values = new HashSet<>();
    for (int version = 1; version <= common; version++) {
      assertThat(values.add(fixture.get(StoreProcess.COMMON, version))).as(when).isTrue();
    }
  }

  /** Every acknowledged version has its value, and the stored ones are 1 to n; returns n. */
  private int requireWhole(StoreFixture fixture, String path, String when) {
    Map<Integer, String> answers = acknowledged.getOrDefault(path, Map.of());
    answers.forEach((version, value) -> assertThat(
        new String(fixture.store.read(path, version).orElseThrow().value(), UTF_8))
        .as("%s: %s %s", when, path, version).isEqualTo(value));
    SecretHistory history = fixture.store.history(path).orElse(null);
    if (history == null) {
      assertThat(answers).as(when).isEmpty();
      return 0;
    }
    int stored = history.versions().size();
    assertThat(history.highestEver()).as(when).isEqualTo(stored);
    // What was under way at a kill may be there: one write of each client at most.
    int clients = path.equals(StoreProcess.COMMON) ? StoreProcess.CLIENTS : 1;
    assertThat(stored).as(when).isLessThanOrEqualTo(answers.size() + clients * killsOfStore);
    unanswered.put(path, stored - answers.size());
    return stored;
  }
}
