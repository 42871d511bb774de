// SPDX-License-Identifier: Apache-2.0
package ist.spike.backup;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ist.spike.archive.BackupId;
import ist.spike.archive.BackupOpener;
import ist.spike.archive.BackupVerifier;
import ist.spike.archive.BundleMember;
import ist.spike.archive.BundleReader;
import ist.spike.archive.BundleWriter;
import ist.spike.archive.Hashes;
import ist.spike.archive.Manifest;
import ist.spike.crypto.RootKey;
import ist.spike.crypto.SecretBytes;
import ist.spike.shard.Share;
import ist.spike.store.CheckProgress;
import ist.spike.store.SecretUpdate;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.Operation;
import ist.spike.wire.Reply;
import ist.spike.wire.RestoreBackup;
import ist.spike.wire.RestorePlan;
import ist.spike.wire.RestoreSecret;
import ist.spike.wire.RestoredSecrets;
import ist.spike.wire.SpikeException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A backup takes the place of a store that is in use. */
final class RestoreFlowTest {

  private static final int CLIENTS = 4;

  @TempDir
  private Path directory;

  private BackupMachine machine;
  private String id = "";

  @BeforeEach
  void backUp() throws Exception {
    machine = new BackupMachine(directory, RootKey.generate());
    machine.put("tenants/a", "first");
    machine.start();
    id = machine.run().id();
    machine.pass(Duration.ofSeconds(90));
    machine.put("tenants/a", "second");
    machine.put("tenants/b", "{\"late\":\"r\"}");
  }

  @AfterEach
  void close() throws IOException {
    machine.close();
  }

  @Test
  void restore_dryRun_saysWhatWouldBeLostAndChangesNothing() {
    // When
    RestorePlan plan = restored(true);

    // Then
    assertThat(plan.done()).isFalse();
    assertThat(plan.backup()).isEqualTo(id);
    assertThat(plan.origin().keyId()).isEqualTo(machine.key.keyId().toString());
    assertThat(plan.effect().lossSeconds()).isEqualTo(90);
    assertThat(plan.effect().lostVersions()).isEqualTo(2);
    assertThat(plan.effect().removed().first()).containsExactly("tenants/b");
    assertThat(plan.effect().changed().first()).containsExactly("tenants/a");
    assertThat(value("tenants/a")).isEqualTo("second");
    assertThat(directory.resolve("data/restore")).doesNotExist();
  }

  @Test
  void restore_unsealed_theSameStoreObjectGoesOnWithTheBackup() {
    // When
    RestorePlan plan = restored(false);

    // Then
    assertThat(plan.done()).isTrue();
    assertThat(Path.of(plan.target().kept()).resolve("store.db")).exists();
    assertThat(value("tenants/a")).isEqualTo("first");
    assertThat(machine.store.history("tenants/b")).isEmpty();
    machine.put("tenants/a", "third");
    assertThat(machine.store.check(CheckProgress.NONE).problems()).isEmpty();
    assertThat(machine.store.auditRows(0, 100))
        .anyMatch(row -> row.record().operation().equals("restore-backup")
            && row.record().subject().equals(id));
    assertThat(machine.run().level()).isEqualTo("verified");
  }

  @Test
  void status_afterTheRestoreOfAnOldBackup_whatIsNewIsInNone() throws Exception {
    // Given: a newer backup, with a higher change number than the restored store will have for a
    // while
    machine.run();
    restored(false);

    // When
    machine.put("tenants/a", "third");
    machine.pass(Duration.ofSeconds(90));

    // Then
    assertThat(machine.list().lossSeconds()).hasValue(90);
  }

  @Test
  void restore_placesThatAreAwayOrHaveItDamaged_takesItFromTheNext() throws Exception {
    // Given
    Path damaged = Files.createDirectory(directory.resolve("damaged"));
    String file = id + BackupId.SUFFIX;
    byte[] content = Files.readAllBytes(directory.resolve("backups").resolve(file));
    content[content.length / 2] ^= 1;
    Files.write(damaged.resolve(file), content);
    machine.destinations.addAll(0,
        List.of(new AwayDestination(machine.directory("away")), machine.directory("damaged")));
    machine.start();

    // When
    RestorePlan plan = restored(false);

    // Then
    assertThat(plan.done()).isTrue();
    assertThat(value("tenants/a")).isEqualTo("first");
  }

  /** One that cannot even be listed. */
  private record AwayDestination(Destination behind) implements ForwardingDestination {

    @Override
    public List<String> list() {
      throw new SpikeException(ErrorCode.UNREACHABLE, "cannot list: timed out");
    }
  }

  @Test
  void restore_underLoad_losesNoAcknowledgedWriteAfterIt() throws Exception {
    // Given
    List<CountingClient> clients = CountingClient.start(machine.store, CLIENTS);

    // When
    for (int i = 0; i < 3; i++) {
      CountingClient.awaitAnswers(clients);
      assertThat(restored(false).done()).isTrue();
    }
    CountingClient.awaitAnswers(clients);
    for (CountingClient client : clients) {
      client.stop();
    }

    // Then
    assertThat(clients).allSatisfy(client -> assertThat(value(client.path()))
        .isEqualTo(Integer.toString(client.acknowledged())));
    assertThat(machine.store.check(CheckProgress.NONE).problems()).isEmpty();
    assertThat(value("tenants/a")).isEqualTo("first");
  }

  @Test
  void restore_sealed_opensWithSharesAndIsUnsealed() throws Exception {
    // Given
    List<Share> shares = machine.shares;
    RootKey key = RootKey.of(machine.key.bytes().copy());
    machine.close();
    machine = BackupMachine.sealed(directory, key).start();
    assertThat(machine.store.isUnsealed()).isFalse();

    // When
    Reply refused = ask(false, List.of(shares.get(1)));
    Reply done = ask(false, List.of(shares.get(0), shares.get(2)));

    // Then
    assertThat(refused.status()).isEqualTo(400);
    assertThat(RestorePlan.parse(done.body()).done()).isTrue();
    assertThat(machine.store.isUnsealed()).isTrue();
    assertThat(value("tenants/a")).isEqualTo("first");
  }

  @Test
  void restore_bitFlipped_isRefusedAndNothingIsTouched() throws Exception {
    long size = Files.size(machine.file(id));
    for (long at = size / 8; at < size; at += size / 8) {
      // Given
      int index = (int) at;
      machine.edit(machine.file(id), bytes -> bytes[index] ^= 1);

      // When
      Reply reply = ask(false, List.of());

      // Then
      assertThat(reply.status()).as("byte %d", at).isEqualTo(500);
      assertThat(value("tenants/a")).isEqualTo("second");
      machine.edit(machine.file(id), bytes -> bytes[index] ^= 1);
    }
    assertThat(directory.resolve("data/previous")).doesNotExist();
  }

  @Test
  void restore_storeOfANewerProgram_isRefusedAndNothingIsTouched() throws Exception {
    // Given: a sound backup, signed and complete, of a store in a format of the future
    Path snapshot = directory.resolve("future.db");
    sql(machine.store.snapshotSource().getConnection(), "VACUUM INTO '" + snapshot + "'");
    sql(DriverManager.getConnection("jdbc:sqlite:" + snapshot), "PRAGMA user_version = 99");
    Manifest now;
    try (InputStream in = Files.newInputStream(machine.file(id))) {
      now = new BundleReader(in, BackupOpener.of(machine.key))
          .read((_, _) -> OutputStream.nullOutputStream()).manifest();
    }
    Manifest.Contents contents = now.contents();
    Manifest future = new Manifest(now.id(), now.storeId(), now.shareSet(), now.dev(), now.time(),
        new Manifest.Contents(contents.change(), 99, contents.setHash(), contents.rows(),
            contents.auditHead()),
        List.of(new BundleMember(BundleMember.STORE, Files.size(snapshot),
            Hashes.ofFile(snapshot))),
        now.earlier());
    Files.delete(machine.file(id));
    new BundleWriter(future, _ -> {}).write(machine.file(id), Map.of("store.db", snapshot),
        new BundleWriter.Keys(machine.key, List.of()));

    // When
    Reply planned = ask(true, List.of());
    Reply done = ask(false, List.of());

    // Then
    assertThat(List.of(planned.status(), done.status())).containsOnly(500);
    try (InputStream in = Files.newInputStream(machine.file(id))) {
      assertThat(BackupVerifier.verify(in, new BackupVerifier.Expected(BackupId.parse(id), 0, ""),
          machine.key, directory.resolve("scratch")).problem()).endsWith(
              " has store format 99, this program reads 1; use the program that wrote it");
    }
    assertThat(value("tenants/a")).isEqualTo("second");
    assertThat(directory.resolve("data/previous")).doesNotExist();
    assertThat(directory.resolve("data/restore")).doesNotExist();
    assertThat(machine.store.check(CheckProgress.NONE).problems()).isEmpty();
  }

  private static void sql(Connection database, String sql) throws SQLException {
    try (database; Statement statement = database.createStatement()) {
      statement.executeUpdate(sql);
    }
  }

  @Test
  void restore_unknownBackup_isNotFound() {
    id = id.replaceAll("[0-9]+$", "99");
    assertThat(ask(false, List.of()).status()).isEqualTo(404);
  }

  @Test
  void restoreSecret_subtree_differsFirstAndIsWrittenAsNewVersions() {
    // Given
    machine.put("tenants/a", "{\"k\":\"1\",\"old\":\"x\"}");
    machine.put("tenants/c", "{\"k\":\"1\"}");
    machine.pass(Duration.ofDays(1));
    id = machine.run().id();
    machine.put("tenants/a", "{\"k\":\"2\",\"new\":\"x\"}");
    machine.store.update("tenants/b", SecretUpdate.destroyAll(InstantSource.system())).join();
    machine.put("tenants/b", "{}");

    // When
    RestoredSecrets plan = secrets("tenants/a", true);
    RestoredSecrets done = secrets("tenants/", false);

    // Then
    assertThat(plan.secrets()).containsExactly(new RestoredSecrets.Item("tenants/a", 3, 4, 0, "",
        new RestoredSecrets.Keys(List.of("new"), List.of("old"), List.of("k"))));
    assertThat(done.same()).isEqualTo(1);
    assertThat(done.secrets()).extracting(RestoredSecrets.Item::path)
        .containsExactly("tenants/a", "tenants/b");
    assertThat(done.secrets().getFirst().newVersion()).isEqualTo(5);
    assertThat(value("tenants/a")).isEqualTo("{\"k\":\"1\",\"old\":\"x\"}");
    assertThat(secrets("tenants/", true).secrets()).isEmpty();
  }

  @Test
  void restoreSecret_notInTheBackup_isNotFound() {
    assertThat(machine.ask(Operation.RESTORE_SECRET,
        new RestoreSecret(id, "tenants/b", false).toJson()).status()).isEqualTo(404);
  }

  private RestoredSecrets secrets(String path, boolean dryRun) {
    return RestoredSecrets.parse(machine.ask(Operation.RESTORE_SECRET,
        new RestoreSecret(id, path, dryRun).toJson()).body());
  }

  private RestorePlan restored(boolean dryRun) {
    return RestorePlan.parse(ask(dryRun, List.of()).body());
  }

  private Reply ask(boolean dryRun, List<Share> shares) {
    SortedMap<Integer, SecretBytes> shards = new TreeMap<>();
    shares.forEach(share -> shards.put(share.id(), share.value().copy()));
    try (RestoreBackup request = new RestoreBackup(id, dryRun, shards)) {
      return machine.ask(Operation.RESTORE_BACKUP, request.toJson());
    }
  }

  private String value(String path) {
    return new String(machine.store.read(path, 0).orElseThrow().value(), UTF_8);
  }
}
