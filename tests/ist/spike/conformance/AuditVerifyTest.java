// SPDX-License-Identifier: Apache-2.0
package ist.spike.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ist.spike.fakes.RawHttps;
import ist.spike.wire.AuditCheckReport;
import ist.spike.wire.BackupReport;
import ist.spike.wire.Operation;
import ist.spike.wire.RestoreBackup;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The audit records of a running Nexus: what they say, and what is said of them. */
final class AuditVerifyTest {

  private static final String GET = Operation.GET_SECRET.target();
  private static final String SECRET = "{\"path\":\"a/b\",\"values\":{\"k\":\"%s\"}}";
  private static final String PATH = "{\"path\":\"a/b\"}";

  @TempDir
  Path home;

  @Test
  void verify_afterARestart_isSoundAndTellsWhatWasAltered() throws Exception {
    try (SpikeSystem system = SpikeSystem.ready(home, Map.of())) {
      // Given
      put(system, "v-1");
      system.restartNexus(Map.of());
      await().atMost(30, SECONDS)
          .until(() -> system.post(Who.SUPERUSER, GET, PATH).status() == 200);
      system.post(Who.APP, GET, PATH);

      // When
      AuditCheckReport sound = verified(system);
      Path file = home.resolve("data/audit/audit-00000001.jsonl");
      String text = Files.readString(file);
      Files.writeString(file, text.replaceFirst("get-secret", "get-policy"));
      AuditCheckReport altered = verified(system);

      // Then
      assertThat(sound.problems()).isEmpty();
      assertThat(sound.rows()).isEqualTo(2);
      assertThat(altered.problems()).singleElement().asString()
          .matches("line \\d+ of audit file 1 was altered, or the one before it");
      assertThat(text).doesNotContain("v-1");
      assertThat(text).containsPattern("\"row\":\"2:[0-9a-f]{64}\",.*\"caller\":"
          + "\"spiffe://spike.ist/spike/pilot/role/superuser[^\"]*\",\"operation\":"
          + "\"put-secret\",\"subject\":\"a/b\",\"outcome\":\"done\",\"status\":200,");
      assertThat(text).containsPattern("\"operation\":\"get-secret\",\"subject\":\"a/b\","
          + "\"outcome\":\"refused\",\"status\":401,\"code\":\"access_unauthorized\"");
    }
  }

  @Test
  void answer_whileRecordsCannotBeWritten_is503AndThenAsBefore() throws Exception {
    // Given
    Path data = Files.createDirectory(home.resolve("data"),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    Path obstacle = Files.createFile(data.resolve("audit"));
    try (SpikeSystem system = SpikeSystem.sealed(home, Map.of())) {
      // When
      String before = system.post(Who.SUPERUSER, GET, PATH).toString();
      Files.delete(obstacle);
      await().atMost(30, SECONDS).until(() -> system.post(Who.SUPERUSER, GET, PATH).toString(),
          "503 {\"err\":\"state_not_ready\"}"::equals);
      system.bootstrap();

      // Then
      assertThat(before).isEqualTo("503 {\"data\":null,\"err\":\"api_busy\"}");
      assertThat(system.post(Who.SUPERUSER, GET, PATH).status()).isEqualTo(404);
      assertThat(verified(system).problems()).isEmpty();
    }
  }

  @Test
  void verify_afterARestore_saysFromWhichBackupAndIsSound() throws Exception {
    try (SpikeSystem system = SpikeSystem.ready(home, Map.of())) {
      // Given
      put(system, "one");
      String backup = BackupReport
          .parse(system.post(Who.SUPERUSER, Operation.RUN_BACKUP.target(), "{}").body()).id();
      put(system, "two");
      put(system, "three");
      AuditCheckReport before = verified(system);

      // When
      try (RestoreBackup request = new RestoreBackup(backup, false, new TreeMap<>())) {
        assertThat(system.request(Who.RESTORE, "POST", Operation.RESTORE_BACKUP.target(),
            "application/json", request.toJson()).status()).isEqualTo(200);
      }
      put(system, "four");
      String newer = BackupReport
          .parse(system.post(Who.SUPERUSER, Operation.RUN_BACKUP.target(), "{}").body()).id();

      // Then
      assertThat(before.problems()).isEmpty();
      await().atMost(30, SECONDS).until(() -> verified(system).notes(),
          notes -> notes.size() == 1
              && notes.getFirst()
                  .matches("restored at .* from backup " + backup + "; rows from .*"));
      assertThat(verified(system).problems()).isEmpty();
      assertThat(newer).isNotEqualTo(backup);
    }
  }

  @Test
  void verify_besideWritersAndReaders_isSound() throws Exception {
    try (SpikeSystem system = SpikeSystem.ready(home, Map.of())) {
      // Given
      AtomicBoolean stopped = new AtomicBoolean();
      Thread busy = Thread.ofPlatform().start(() -> {
        try (RawHttps own = system.connect(Who.SUPERUSER, system.nexusPort())) {
          for (int i = 0; !stopped.get(); i++) {
            own.post(Operation.PUT_SECRET.target(), "application/json",
                SECRET.formatted(i).getBytes(UTF_8));
            own.post(GET, "application/json", PATH.getBytes(UTF_8));
          }
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      });

      // When
      List<AuditCheckReport> reports = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        reports.add(verified(system));
      }
      stopped.set(true);
      busy.join();

      // Then
      assertThat(reports).allSatisfy(report -> assertThat(report.problems()).isEmpty());
      assertThat(reports.getLast().lines()).isGreaterThan(reports.getFirst().lines());
    }
  }

  private static void put(SpikeSystem system, String value) throws IOException {
    assertThat(system.post(Who.SUPERUSER, Operation.PUT_SECRET.target(), SECRET.formatted(value))
        .status()).isEqualTo(200);
  }

  private static AuditCheckReport verified(SpikeSystem system) throws IOException {
    ask(system, true);
    return await().atMost(30, SECONDS).until(() -> ask(system, false),
        report -> !report.running());
  }

  private static AuditCheckReport ask(SpikeSystem system, boolean start) throws IOException {
    return AuditCheckReport.parse(system.post(Who.SUPERUSER, Operation.VERIFY_AUDIT.target(),
        start ? "{\"start\":true}" : "{}").body());
  }
}
