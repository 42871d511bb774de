// SPDX-License-Identifier: Apache-2.0
package ist.spike.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import ist.spike.crypto.RootKey;
import ist.spike.shard.Shamir;
import ist.spike.wire.BackupReport;
import ist.spike.wire.BackupRequest;
import ist.spike.wire.Operation;
import ist.spike.wire.PutSecret;
import ist.spike.wire.RestoreBackup;
import ist.spike.wire.RestoreSecret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The published description against what a running Nexus says about backups. */
final class BackupDescriptionTest {

  static final Set<Operation> OPERATIONS = EnumSet.of(Operation.RUN_BACKUP, Operation.LIST_BACKUPS,
      Operation.SHOW_BACKUP, Operation.VERIFY_BACKUP, Operation.DRILL_BACKUP,
      Operation.PRUNE_BACKUPS_NOW, Operation.COPY_BACKUP, Operation.RESTORE_BACKUP,
      Operation.RESTORE_SECRET);

  @TempDir
  Path home;

  @Test
  void backup_eachOperation_isDescribed() throws Exception {
    Path media = Files.createDirectory(home.resolve("media"));
    try (SpikeSystem system = SpikeSystem.ready(home.resolve("nexus"),
        Map.of("SPIKE_BACKUP_COPY_ROOTS", media.toString()))) {
      DescribedSystem described = new DescribedSystem(system);
      put(system, "a/b", "old");
      String id = BackupReport.parse(described.ask(Operation.RUN_BACKUP, Who.SUPERUSER, "{}")
          .getBytes(StandardCharsets.UTF_8)).id();
      put(system, "a/b", "new");
      put(system, "a/c", "new");

      byte[] named = BackupRequest.of(id).toJson();
      described.ask(Operation.LIST_BACKUPS, Who.SUPERUSER, "{}");
      described.ask(Operation.SHOW_BACKUP, Who.SUPERUSER, named);
      described.ask(Operation.VERIFY_BACKUP, Who.SUPERUSER, named);
      byte[] unknown = BackupRequest.of(id.replaceFirst("-[0-9]+$", "-9999")).toJson();
      assertThat(described.ask(Operation.DRILL_BACKUP, Who.SUPERUSER, unknown))
          .contains("\"passed\":false", "there is no backup spike-");
      described.ask(Operation.PRUNE_BACKUPS_NOW, Who.SUPERUSER,
          new BackupRequest("", "", true, true).toJson());
      described.ask(Operation.COPY_BACKUP, Who.SUPERUSER,
          new BackupRequest(id, media.toString(), false, false).toJson());
      assertThat(described.ask(Operation.RESTORE_SECRET, Who.RESTORE,
          new RestoreSecret(id, "a/", true).toJson())).contains("a/b");
      assertThat(restore(described, id, true)).contains("\"done\":false");
      assertThat(restore(described, id, false)).contains("\"done\":true");
      described.requireAllSeen();
    }
  }

  /** An unsealed Nexus does not look at the shards; they are those of another key. */
  private static String restore(DescribedSystem described, String id, boolean dryRun)
      throws IOException {
    try (RootKey key = RootKey.generate();
        RestoreBackup request = new RestoreBackup(id, dryRun, new TreeMap<>())) {
      Shamir.split(key.bytes(), 3, 2)
          .forEach(share -> request.shards().put(share.id(), share.value()));
      return described.ask(Operation.RESTORE_BACKUP, Who.RESTORE, request.toJson());
    }
  }

  private static void put(SpikeSystem system, String path, String value) throws IOException {
    assertThat(system.request(Who.SUPERUSER, "POST", Operation.PUT_SECRET.target(),
        "application/json", new PutSecret(path, new TreeMap<>(Map.of("k", value))).toJson())
        .status()).isEqualTo(200);
  }
}
