// SPDX-License-Identifier: Apache-2.0
package ist.spike.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ist.spike.crypto.RootKey;
import ist.spike.fakes.RawAnswer;
import ist.spike.shard.Shamir;
import ist.spike.wire.BackupReport;
import ist.spike.wire.BackupRequest;
import ist.spike.wire.Operation;
import ist.spike.wire.RestoreBackup;
import ist.spike.wire.RestoreSecret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The published description against what a running Nexus says about backups. */
final class BackupDescriptionTest {

  private static final OpenApi DESCRIPTION = OpenApi.load();

  @TempDir
  Path home;

  @Test
  void backup_eachOperation_isDescribed() throws Exception {
    Path media = Files.createDirectory(home.resolve("media"));
    try (SpikeSystem system = SpikeSystem.ready(home.resolve("nexus"),
        Map.of("SPIKE_BACKUP_COPY_ROOTS", media.toString()))) {
      put(system, "a/b", "old");
      String id = BackupReport.parse(require(system, Operation.RUN_BACKUP, Who.SUPERUSER,
          "{}".getBytes(UTF_8)).getBytes(UTF_8)).id();
      put(system, "a/b", "new");
      put(system, "a/c", "new");

      byte[] named = BackupRequest.of(id).toJson();
      require(system, Operation.LIST_BACKUPS, Who.SUPERUSER, "{}".getBytes(UTF_8));
      require(system, Operation.SHOW_BACKUP, Who.SUPERUSER, named);
      require(system, Operation.VERIFY_BACKUP, Who.SUPERUSER, named);
      byte[] unknown = BackupRequest.of(id.replaceFirst("-[0-9]+$", "-9999")).toJson();
      assertThat(require(system, Operation.DRILL_BACKUP, Who.SUPERUSER, unknown))
          .contains("\"passed\":false", "there is no backup spike-");
      require(system, Operation.PRUNE_BACKUPS_NOW, Who.SUPERUSER,
          new BackupRequest("", "", true, true).toJson());
      require(system, Operation.COPY_BACKUP, Who.SUPERUSER,
          new BackupRequest(id, media.toString(), false, false).toJson());
      assertThat(require(system, Operation.RESTORE_SECRET, Who.RESTORE,
          new RestoreSecret(id, "a/", true).toJson())).contains("a/b");
      assertThat(restore(system, id, true)).contains("\"done\":false");
      assertThat(restore(system, id, false)).contains("\"done\":true");
    }
  }

  @Test
  void restore_withShards_isDescribed() {
    // Given
    try (RootKey key = RootKey.generate();
        RestoreBackup request =
            new RestoreBackup("spike-00000000-20260102T030405Z-1", false, new TreeMap<>())) {
      Shamir.split(key.bytes(), 3, 2)
          .forEach(share -> request.shards().put(share.id(), share.value()));

      // When, Then
      DESCRIPTION.require("RestoreBackupRequest",
          Recorded.parse(new String(request.toJson(), UTF_8)));
    }
  }

  private static String restore(SpikeSystem system, String id, boolean dryRun) throws IOException {
    try (RestoreBackup request = new RestoreBackup(id, dryRun, new TreeMap<>())) {
      return require(system, Operation.RESTORE_BACKUP, Who.RESTORE, request.toJson());
    }
  }

  private static void put(SpikeSystem system, String path, String value) throws IOException {
    assertThat(system.post(Who.SUPERUSER, Operation.PUT_SECRET.target(),
        "{\"path\":\"%s\",\"values\":{\"k\":\"%s\"}}".formatted(path, value)).status())
        .isEqualTo(200);
  }

  /** Asks, and holds question and answer to the description; the description leaves nothing open. */
  private static String require(SpikeSystem system, Operation operation, Who who, byte[] request)
      throws IOException {
    RawAnswer answer = system.request(who, "POST", operation.target(), "application/json", request);
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    Map<?, ?> described = DESCRIPTION.action(operation.path(), operation.action());
    for (Map.Entry<String, String> part : Map.of("request", new String(request, UTF_8), "answer",
        answer.text()).entrySet()) {
      String schema = String.valueOf(described.get(part.getKey()));
      assertThat(schema).as(operation + " " + part.getKey()).isNotEqualTo("Anything");
      DESCRIPTION.require(schema, Recorded.parse(part.getValue()));
    }
    return answer.text();
  }
}
