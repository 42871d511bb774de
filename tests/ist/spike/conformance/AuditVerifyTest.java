// SPDX-License-Identifier: Apache-2.0
package ist.spike.conformance;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ist.spike.wire.AuditCheckReport;
import ist.spike.wire.Operation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The audit records of a running Nexus: what they say, and what is said of them. */
final class AuditVerifyTest {

  private static final String GET = Operation.GET_SECRET.target();
  private static final String PATH = "{\"path\":\"a/b\"}";

  @TempDir
  Path home;

  @Test
  void verify_afterARestart_isSoundAndTellsWhatWasAltered() throws Exception {
    try (SpikeSystem system = SpikeSystem.ready(home, Map.of())) {
      // Given
      system.post(Who.SUPERUSER, Operation.PUT_SECRET.target(),
          "{\"path\":\"a/b\",\"values\":{\"k\":\"v-1\"}}");
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
