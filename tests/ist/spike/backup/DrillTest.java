// SPDX-License-Identifier: Apache-2.0
package ist.spike.backup;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ist.spike.crypto.RootKey;
import ist.spike.wire.BackupRequest;
import ist.spike.wire.DrillReport;
import ist.spike.wire.Operation;
import ist.spike.wire.Reply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Drills with the processes that they start. */
@Tag("system")
final class DrillTest {

  private static final Logger LOG = LoggerFactory.getLogger(DrillTest.class);
  private static final String VALUE = "{\"name\":\"value\"}";

  @TempDir
  private Path directory;

  private BackupMachine machine;
  /** What this JVM had begun before, and may not have taken leave of yet. */
  private List<ProcessHandle> others = List.of();

  @BeforeEach
  void start() throws Exception {
    others = children();
    machine = new BackupMachine(directory, RootKey.generate()).start();
    for (int i = 0; i < 50; i++) {
      machine.put("tenants/acme/" + i, VALUE);
    }
  }

  @AfterEach
  void close() throws IOException {
    machine.close();
  }

  @Test
  void drill_soundBackup_bringsItToLifeTwiceAndTouchesNothing() throws Exception {
    // Given
    String id = machine.run().id();
    machine.put("tenants/acme/later", VALUE);
    machine.pass(Duration.ofMinutes(5));
    // The store itself brings its log into its file once nobody writes.
    await().atMost(Duration.ofSeconds(60))
        .until(() -> Files.size(directory.resolve("data/store.db-wal")) == 0);
    Map<String, Integer> before = content("data");
    long change = machine.store.changeNumber();

    // When
    DrillReport report = drill("");

    // Then
    LOG.info("drill: {}", report);
    assertThat(report.problem()).isEmpty();
    assertThat(report.backup()).isEqualTo(id);
    assertThat(report.measured().keeperMillis()).isPositive();
    assertThat(report.measured().shardMillis()).isPositive();
    assertThat(report.measured().lossSeconds()).isEqualTo(300);
    assertThat(report.measured().secrets()).isBetween(10L, 20L);
    assertThat(report.measured().probes()).isEqualTo(2);
    assertThat(content("data")).isEqualTo(before);
    assertThat(machine.store.changeNumber()).isEqualTo(change);
    assertThat(machine.store.history(ScratchStore.CANARY)).isEmpty();
    assertThat(directory.resolve("drill")).doesNotExist();
    assertThat(others).containsAll(children());
    assertThat(machine.list().backups().getFirst().places().getFirst().level())
        .isEqualTo("drilled");
    assertThat(machine.shared().status().drill()).contains(report);
    assertThat(machine.store.deadLetters()).isEmpty();
  }

  @Test
  void drill_alteredBackup_failsWithItsCauseAndIsADeadLetter() throws Exception {
    // Given
    String id = machine.run().id();
    machine.edit(machine.file(id), bytes -> bytes[bytes.length / 2] ^= 1);

    // When
    DrillReport report = drill(id);

    // Then
    assertThat(report.problem()).startsWith("the backup does not verify: ")
        .endsWith("spike backup list shows others, spike backup run makes one");
    assertThat(machine.store.deadLetters()).singleElement()
        .satisfies(letter -> assertThat(letter.letter().flow()).isEqualTo("run-drill"))
        .satisfies(
            letter -> assertThat(letter.letter().error()).isEqualTo(report.problem()));
    assertThat(machine.shared().status().drill()).contains(report);
    assertThat(machine.list().backups().getFirst().places().getFirst().level())
        .isEqualTo("verified");
    assertThat(directory.resolve("drill")).doesNotExist();
  }

  @Test
  void drill_backupOfAnotherStoreUnderItsName_failsWithItsCause() throws Exception {
    // Given
    String id = machine.run().id();
    try (BackupMachine other =
        new BackupMachine(directory.resolve("other"), RootKey.generate()).start()) {
      Files.copy(other.file(other.run().id()), machine.file(id),
          StandardCopyOption.REPLACE_EXISTING);
    }

    // When
    DrillReport report = drill("");

    // Then
    assertThat(report.backup()).isEqualTo(id);
    assertThat(report.problem()).startsWith("the backup does not verify: ");
    assertThat(directory.resolve("drill")).doesNotExist();
  }

  @Test
  void drill_noRoomOnTheDisk_isRefusedBeforeItStarts() throws Exception {
    // Given
    Path given = Files.createDirectory(directory.resolve("given"));
    Path small = Files.createDirectory(directory.resolve("small"));
    String key = machine.key.bytes().lend(HexFormat.of()::formatHex);
    Files.writeString(given.resolve(BackupChild.KEY_FILE), key);
    Files.createFile(given.resolve(BackupChild.DRILL_FILE));
    List<String> around = List.of("unshare", "-Urm", "sh", "-c",
        "mount -t tmpfs -o mode=700,size=60m none " + small + " && cp " + given + "/* " + small
            + " && exec \"$@\"",
        "sh");

    // When
    List<String> said = ChildProcess.start(small, "128m", around).end();

    // Then
    assertThat(said).filteredOn(line -> line.startsWith("verified")).hasSize(1);
    assertThat(said).filteredOn(line -> line.startsWith("drill")).singleElement().asString()
        .matches("drill a drill needs \\d+ MiB beside the store and there are \\d+; make room and"
            + " try again");
    assertThat(said).last().asString().startsWith("letter a drill needs ");
  }

  @Test
  void drill_probeThatIsNotMet_fails() throws Exception {
    // Given
    machine.probes.add("deny spiffe://spike.ist/spike/pilot/role/superuser tenants/acme/1");
    machine.start();
    machine.run();

    // When
    DrillReport report = drill("");

    // Then
    assertThat(report.problem()).isEqualTo("the probe 'deny"
        + " spiffe://spike.ist/spike/pilot/role/superuser tenants/acme/1' is answered 200;"
        + " spike policy explain tells which policy decides");
    assertThat(report.measured().probes()).isEqualTo(2);
    assertThat(others).containsAll(children());
  }

  private DrillReport drill(String id) {
    Reply reply = machine.ask(Operation.DRILL_BACKUP, BackupRequest.of(id).toJson());
    assertThat(reply.status()).as(new String(reply.body(), UTF_8)).isEqualTo(200);
    return DrillReport.parse(reply.body());
  }

  private static List<ProcessHandle> children() {
    return ProcessHandle.current().children().filter(ProcessHandle::isAlive).toList();
  }

  private Map<String, Integer> content(String name) throws IOException {
    Map<String, Integer> content = new HashMap<>();
    try (Stream<Path> files = Files.walk(directory.resolve(name))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        content.put(file.toString(), Arrays.hashCode(Files.readAllBytes(file)));
      }
    }
    return content;
  }
}
