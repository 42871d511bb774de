// SPDX-License-Identifier: Apache-2.0
package ist.spike.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ist.spike.fakes.RawAnswer;
import ist.spike.wire.BackupReport;
import ist.spike.wire.KeeperState;
import ist.spike.wire.Operation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A backup comes to a brand-new store while the Keepers hold the only shares of another root key. */
final class BrandNewRestoreTest {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir
  Path home;

  @Test
  void restore_keepersWithSharesOfAnotherKey_isRefusedUnlessThatKeyMayBeReplaced()
      throws Exception {
    // Given
    Path lost = home.resolve("lost");
    String backup;
    String shards;
    try (SpikeSystem system = SpikeSystem.ready(lost, Map.of())) {
      assertThat(system.post(Who.SUPERUSER, Operation.PUT_SECRET.target(),
          "{\"path\":\"a/b\",\"values\":{\"k\":\"v\"}}").status()).isEqualTo(200);
      backup = BackupReport.parse(
          system.post(Who.SUPERUSER, Operation.RUN_BACKUP.target(), "{}").text().getBytes(UTF_8))
          .id();
      shards = system.post(Who.RECOVER, Operation.RECOVER_SHARES.target(), "{}").text()
          .replaceFirst(".*\"shards\":(\\{[^}]*}).*", "$1");
    }
    String request =
        "{\"id\":\"%s\",\"shards\":%s}".formatted(backup, shards.replaceFirst(",\"3\":.*", "}"));
    try (SpikeSystem system = SpikeSystem.ready(home.resolve("other"),
        Map.of("SPIKE_NEXUS_KEEPER_BEAT_INTERVAL", "100ms"))) {
      KeeperState before = keeper(system);
      Path fresh = home.resolve("fresh");
      Files.createDirectory(fresh);
      Files.move(lost.resolve("backups"), fresh.resolve("backups"));
      system.restartNexus(Map.of("SPIKE_NEXUS_DATA_DIR", fresh.toString()));

      // When
      RawAnswer refused = system.post(Who.RESTORE, Operation.RESTORE_BACKUP.target(), request);
      KeeperState after = keeper(system);
      system.restartNexus(Map.of("SPIKE_BOOTSTRAP_REPLACE_KEY_ID",
          before.live().orElseThrow().keyId().toString()));
      RawAnswer done = system.post(Who.RESTORE, Operation.RESTORE_BACKUP.target(), request);

      // Then
      assertThat(refused.status()).as(refused.text()).isEqualTo(409);
      assertThat(after.live()).isEqualTo(before.live());
      assertThat(done.status()).as(done.text()).isEqualTo(200);
      assertThat(system.post(Who.SUPERUSER, Operation.GET_SECRET.target(), "{\"path\":\"a/b\"}")
          .text()).contains("\"k\":\"v\"");
      Awaitility.await().atMost(PATIENCE)
          .until(
              () -> done.text().contains(keeper(system).live().orElseThrow().keyId().toString()));
    }
  }

  private static KeeperState keeper(SpikeSystem system) throws IOException {
    return KeeperState.parse(system.request(Who.NEXUS, system.keeperPort(),
        new SpikeSystem.Request("POST", Operation.KEEPER_STATE.target(), "application/json",
            "{}".getBytes(UTF_8)))
        .text().getBytes(UTF_8));
  }
}
