// SPDX-License-Identifier: Apache-2.0
package ist.spike.attack;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ist.spike.peer.PeerException;
import ist.spike.wire.AskWalk;
import ist.spike.wire.AuditCheckReport;
import ist.spike.wire.BackupReport;
import ist.spike.wire.Operation;
import ist.spike.wire.RestoreBackup;
import ist.spike.wire.RestorePlan;
import ist.spike.wire.StoreCheckReport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.logging.Logger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A Nexus that puts a backup into the place of the store it serves from is killed with SIGKILL before each rename
 * and deletion of the exchange; with {@code -Dattack.restore.all=true} before each step in the store's directory.
 */
@Tag("system")
final class RunningRestoreKillTest {

  private static final Logger LOG = Logger.getLogger(RunningRestoreKillTest.class.getName());
  private static final Duration LIMIT = Duration.ofSeconds(90);
  private static final Duration END_LIMIT = Duration.ofSeconds(30);
  private static final int COMPILE_LIMIT_SECONDS = 60;
  private static final int MAX_STEPS = 60;
  private static final byte[] START = new AskWalk(true).toJson();
  private static final byte[] LOOK = new AskWalk(false).toJson();
  private static final String SECRET = "tenants/a";

  @TempDir
  private Path directory;

  @Test
  void kill_atEachStepOfARestore_leavesTheOldStoreOrTheBackup() throws Exception {
    Path home = directory.resolve("system");
    Path order = directory.resolve("order");
    Path trace = directory.resolve("trace");
    try (Identities identities = Identities.open(directory.resolve("sockets"));
        AttackedSystem system =
            new AttackedSystem(home, identities, AttackedProgram.Build.ofTarget(directory))) {
      // Given
      Map<String, String> preload = new TreeMap<>(Map.of("LD_PRELOAD", compile().toString(),
          "KILLAT_DIR", home.resolve("world-1/data").toString(), "KILLAT_ORDER", order.toString(),
          "KILLAT_TRACE", trace.toString()));
      if (Boolean.getBoolean("attack.restore.all")) {
        preload.put("KILLAT_ALL", "true");
      }
      system.nexus().startWith(preload);
      system.beginAnew();
      system.bootstrap().start();
      assertThat(system.awaitBootstrap()).as(system.bootstrap().log()).isZero();
      system.put(SECRET, "old");
      String backup = BackupReport
          .parse(system.ask(Identities.SUPERUSER, Operation.RUN_BACKUP, "{}".getBytes(UTF_8))).id();
      boolean done = false;
      for (int step = 1; !done; step++) {
        assertThat(step).isLessThan(MAX_STEPS);
        system.put(SECRET, "new");

        // When
        Files.deleteIfExists(trace);
        Files.writeString(order, Integer.toString(step));
        done = restores(system, backup);
        Files.delete(order);
        if (!done) {
          system.nexus().awaitEnd(END_LIMIT);
          system.startNexusAlone();
        }

        // Then
        assertSound(system, Files.readAllLines(trace),
            done || isBegun(Files.readAllLines(trace)) ? "old" : "new");
      }
      List<String> steps = Files.readAllLines(trace);
      LOG.info(() -> "killed before each of " + steps);
      assertThat(steps).contains("rename restore.intent", "rename store.db",
          "unlink restore.intent").anyMatch(each -> each.matches("rename previous/.*/store\\.db"));
    }
  }

  /** False when Nexus was killed instead. */
  private static boolean restores(AttackedSystem system, String backup) {
    try (RestoreBackup request = new RestoreBackup(backup, false, new TreeMap<>())) {
      return RestorePlan
          .parse(system.ask(Identities.RESTORE, Operation.RESTORE_BACKUP, request.toJson())).done();
    } catch (PeerException e) {
      return false;
    }
  }

  /** Whether the step that was not made is a later one than writing down what is about to happen. */
  private static boolean isBegun(List<String> steps) {
    return steps.subList(0, steps.size() - 1).contains("rename restore.intent");
  }

  private static void assertSound(AttackedSystem system, List<String> steps, String expected)
      throws PeerException {
    Awaitility.await().atMost(LIMIT).ignoreExceptions().untilAsserted(
        () -> assertThat(system.get(SECRET)).as("value, killed at the last of %s", steps)
            .contains("\"v\":\"" + expected + "\""));
    system.ask(Identities.SUPERUSER, Operation.CHECK_STORE, START);
    system.ask(Identities.SUPERUSER, Operation.VERIFY_AUDIT, START);
    assertThat(Awaitility.await().atMost(LIMIT).until(
        () -> StoreCheckReport
            .parse(system.ask(Identities.SUPERUSER, Operation.CHECK_STORE, LOOK)),
        report -> !report.running()).problems()).as("store, %s", steps).isEmpty();
    assertThat(Awaitility.await().atMost(LIMIT).until(
        () -> AuditCheckReport
            .parse(system.ask(Identities.SUPERUSER, Operation.VERIFY_AUDIT, LOOK)),
        report -> !report.running()).problems()).as("audit, %s", steps).isEmpty();
  }

  private Path compile() throws Exception {
    Path library = directory.resolve("killat.so");
    Process compiler = new ProcessBuilder("cc", "-shared", "-fPIC", "-O2", "-o",
        library.toString(), "tests/ist/spike/attack/killat.c", "-ldl").inheritIO().start();
    assertThat(compiler.waitFor(COMPILE_LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
    assertThat(compiler.exitValue()).isZero();
    return library;
  }
}
