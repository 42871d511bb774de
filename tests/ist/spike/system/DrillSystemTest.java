// SPDX-License-Identifier: Apache-2.0
package ist.spike.system;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ist.spike.shard.ShareSet;
import ist.spike.store.ReplaceableSqliteStore;
import ist.spike.store.StoreSettings;
import ist.spike.system.SpikeCommand.Outcome;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Drills of a whole system by {@code spike backup drill}: while clients read and write, and with the processes of
 * the drill killed half-way.
 */
@Tag("system")
@Timeout(value = 15, unit = TimeUnit.MINUTES)
class DrillSystemTest {

  private static final Logger LOG = LoggerFactory.getLogger(DrillSystemTest.class);
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  /** Far above what is measured on an idle machine: a drill must not stop anybody. */
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);
  private static final int TOOL_SECONDS = 60;
  private static final int SECRETS = 30;
  private static final int MAX_DRILLS = 5;
  private static final int LOOK_MS = 20;
  /** Where keys and shares must not be; what is missing here are the recovery shares of spike dev. */
  private static final List<String> DIRECTORIES =
      List.of("drill", "data", "backups", "backup-work", "log", "run", "conf");

  @TempDir
  static @Nullable Path temp;
  private static @Nullable DevMachine shared;
  private static @Nullable KeyNeedles learnt;

  @BeforeAll
  static void start() throws Exception {
    shared = DevMachine.started(requireNonNull(temp));
    learnt = KeyNeedles.of(machine().data().resolve("recovery"));
    for (int i = 0; i < SECRETS; i++) {
      assertThat(put("tenants/acme/" + i)).isEqualTo(200);
    }
    assertThat(machine().pilot("superuser", "backup", "run").exitCode()).isZero();
  }

  @AfterAll
  static void stop() throws Exception {
    machine().dev("stop");
  }

  @Test
  void drill_whileClientsReadAndWrite_passesAndDisturbsNothing() throws Exception {
    // Given
    List<String> keepers = machine().keeperStates();
    List<String> rows = rows();
    Map<String, Integer> found = new TreeMap<>();
    try (SteadyClient client = new SteadyClient(machine())) {
      client.rest();

      // When
      Process pilot = pilot("backup", "drill");
      while (pilot.isAlive()) {
        found.putAll(keysIn(List.of("drill", "data")));
      }

      // Then
      client.end();
      assertThat(pilot.exitValue()).as(said()).isZero();
      assertThat(said()).contains(": passed", "From keepers  : ", "From shards   : ",
          " s until the first secret", "Secrets read  : 1", "Probes met    : 2");
      assertThat(client.failures()).isEmpty();
      LOG.info("drill beside a client: {}", client.summary());
      assertThat(client.longest()).as(client.summary()).isLessThan(LONGEST_PAUSE);
    }
    assertThat(found).isEmpty();
    assertThat(keysIn(DIRECTORIES)).isEmpty();
    assertThat(rows()).isEqualTo(rows);
    assertThat(machine().keeperStates()).isEqualTo(keepers);
    assertNothingIsLeft();
    assertThat(metrics()).contains("\nspike_drill_success 1\n");
    assertThat(machine().pilot("superuser", "secret", "list").out())
        .doesNotContain("canary");
  }

  @Test
  void drill_nexusIsKilledHalfWay_leavesNothingAndShowsNoShare() throws Exception {
    // Given
    List<String> keepers = machine().keeperStates();
    List<String> rows = rows();
    HalfWay drill = standStillHalfWay();

    // When
    machine().kill("nexus");

    // Then
    await().atMost(PATIENCE).until(() -> drill.scratch.stream().noneMatch(DevMachine::isRunning));
    assertThat(drill.end()).as(said()).isNotZero();
    assertThat(keysIn(DIRECTORIES)).isEmpty();
    // The files as they are found, before the store in them is opened.
    Path copy = requireNonNull(temp).resolve("found");
    tool("cp", "-a", machine().data().resolve("drill").toString(), copy.toString());
    assertThat(new ShareSearch(shareSet(machine().data().resolve("drill/data"))).in(copy))
        .isEmpty();
    assertThat(new ShareSearch(shareSet(machine().data().resolve("data")))
        .in(machine().data().resolve("recovery"))).as("where shares are").hasSize(3);

    // When
    assertThat(machine().dev("start", "nexus").exitCode()).isZero();

    // Then
    await().atMost(PATIENCE).ignoreExceptions().until(() -> put("load/after") == 200);
    assertThat(rows()).isEqualTo(rows);
    assertThat(machine().keeperStates()).isEqualTo(keepers);
    assertNothingIsLeft();
  }

  @Test
  void drill_scratchInstallationIsKilled_isReportedAndLeavesNothing() throws Exception {
    // Given
    List<String> keepers = machine().keeperStates();
    List<String> rows = rows();

    // When: one that had done its part by then is missed by nobody, so again
    int exit = 0;
    for (int tries = 0; exit == 0 && tries < MAX_DRILLS; tries++) {
      HalfWay drill = standStillHalfWay();
      drill.scratch.forEach(ProcessHandle::destroyForcibly);
      signal("CONT");
      exit = drill.end();
    }

    // Then
    assertThat(exit).isEqualTo(1);
    assertThat(said()).contains("the drill failed: the scratch installation ");
    assertThat(machine().pilot("superuser", "dead-letter", "list").out()).contains("run-drill");
    assertThat(metrics()).contains("\nspike_drill_success 0\n");
    assertThat(keysIn(DIRECTORIES)).isEmpty();
    assertThat(rows()).isEqualTo(rows);
    assertThat(machine().keeperStates()).isEqualTo(keepers);
    assertNothingIsLeft();
  }

  @Test
  void drill_damagedBackup_failsWithItsCause() throws Exception {
    // Given
    Path backup = newestBackup();
    byte[] content = Files.readAllBytes(backup);
    content[content.length / 2] ^= 1;
    Files.write(backup, content);
    String id = String.valueOf(backup.getFileName()).replace(".age", "");

    // When
    Outcome outcome = machine().pilot("superuser", "backup", "drill", id);

    // Then
    content[content.length / 2] ^= 1;
    Files.write(backup, content);
    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.out()).contains(": FAILED", "not reached");
    assertThat(outcome.err()).contains("the drill failed: the backup does not verify: ");
    assertThat(machine().pilot("superuser", "dead-letter", "list").out()).contains(id);
    assertNothingIsLeft();
  }

  private static DevMachine machine() {
    return requireNonNull(shared);
  }

  private static int put(String path) throws Exception {
    try (NexusClient client = machine().client("superuser")) {
      return SteadyClient.put(client, path);
    }
  }

  private static Path log() {
    return requireNonNull(temp).resolve("drill.out");
  }

  private static String said() throws IOException {
    return Files.readString(log());
  }

  private static Process pilot(String... arguments) throws Exception {
    return machine().startPilot("superuser", log(), arguments);
  }

  /**
   * A drill whose Nexus was stopped when its scratch Keepers held their shares, and its scratch Nexus the key.
   *
   * @param scratch what runs of it
   */
  private record HalfWay(Process pilot, List<ProcessHandle> scratch) {

    /** The exit code of its command. */
    int end() throws InterruptedException {
      assertThat(pilot.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
      return pilot.exitValue();
    }
  }

  /** Nothing goes on while it is looked how far it is; a drill that is over by then is made again. */
  private static HalfWay standStillHalfWay() throws Exception {
    Path log = machine().data().resolve("drill/keepers.log");
    for (int tries = 0; tries < MAX_DRILLS; tries++) {
      Process pilot = pilot("backup", "drill");
      while (pilot.isAlive()) {
        signal("STOP");
        List<ProcessHandle> scratch = scratch();
        if (!scratch.isEmpty() && Files.exists(log) && Files.readString(log).contains("unsealed")) {
          return new HalfWay(pilot, scratch);
        }
        signal("CONT");
        pilot.waitFor(LOOK_MS, TimeUnit.MILLISECONDS);
      }
    }
    throw new AssertionError("no drill was seen half-way: " + said());
  }

  private static void signal(String signal) throws Exception {
    tool("kill", "-" + signal, "" + machine().pid("nexus"));
  }

  private static List<ProcessHandle> scratch() throws Exception {
    return ProcessHandle.of(machine().pid("nexus")).orElseThrow().descendants().toList();
  }

  private static void assertNothingIsLeft() throws Exception {
    assertThat(machine().data().resolve("drill")).doesNotExist();
    assertThat(scratch()).noneMatch(DevMachine::isRunning);
  }

  private static Map<String, Integer> keysIn(List<String> directories) throws IOException {
    Map<String, Integer> found = new TreeMap<>();
    for (String directory : directories) {
      found.putAll(requireNonNull(learnt).in(machine().data().resolve(directory)));
    }
    return found;
  }

  /** Of a store that nobody has open. */
  private static ShareSet shareSet(Path directory) {
    try (ReplaceableSqliteStore store =
        ReplaceableSqliteStore.open(new StoreSettings(directory, true))) {
      return store.head().shareSet().orElseThrow();
    }
  }

  /** All rows but what the drill's own requests are recorded in, and what other clients write. */
  private static List<String> rows() throws Exception {
    List<String> rows = new ArrayList<>();
    for (String query : List.of("SELECT store_id, dev, phase, share_set FROM head",
        "SELECT number, purpose, wrapped FROM data_key", "SELECT * FROM policy",
        "SELECT * FROM custody", "SELECT * FROM secret_meta WHERE path NOT LIKE 'load/%'",
        "SELECT * FROM secret_version WHERE path NOT LIKE 'load/%'")) {
      rows.add(tool("sqlite3", "-readonly", "-cmd", ".mode quote",
          machine().data().resolve("data/store.db").toString(), query));
    }
    return rows;
  }

  private static String tool(String... command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor(TOOL_SECONDS, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(said).isZero();
    return said;
  }

  private static Path newestBackup() throws IOException {
    try (Stream<Path> files = Files.list(machine().data().resolve("backups"))) {
      return files.sorted().toList().getLast();
    }
  }

  private static String metrics() throws Exception {
    String address = Files.readString(machine().data().resolve("dev.env"))
        .replaceFirst("(?s).*# +nexus (http://\\S+/metrics).*", "$1");
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(HttpRequest.newBuilder(URI.create(address)).build(),
          HttpResponse.BodyHandlers.ofString()).body();
    }
  }
}
