// SPDX-License-Identifier: Apache-2.0
package ist.spike.backup;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ist.spike.archive.BackupVerifier;
import ist.spike.crypto.RootKey;
import ist.spike.pilot.Pilot;
import ist.spike.pilot.Terminal;
import ist.spike.shard.Shamir;
import ist.spike.shard.Share;
import ist.spike.store.CheckProgress;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.SpikeException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteConfig;

/** {@code spike backup verify} and {@code restore} of a file, with no Nexus anywhere. */
final class OfflineRestoreTest {

  @TempDir
  private Path directory;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final RootKey key = RootKey.generate();
  private List<Share> shares = List.of();
  private Path backup = Path.of("");
  private Path home = Path.of("");
  private String keyId = "";

  @BeforeEach
  void backUp() throws Exception {
    home = directory.resolve("home");
    try (BackupMachine machine = machine()) {
      shares = machine.shares;
      keyId = machine.key.keyId().toString();
      machine.recipients.add(Tools.ageKey(directory));
      machine.put("tenants/a", "first");
      machine.put("tenants/b", "first");
      machine.start();
      backup = machine.file(machine.run().id());
      machine.put("tenants/a", "second");
      machine.put("tenants/c", "later");
    }
    writeShards("shard", shares);
  }

  private BackupMachine machine() {
    return new BackupMachine(home, RootKey.of(key.bytes().copy()));
  }

  @Test
  void verify_withShards_reachesEveryLevel() {
    // When
    int code = spike("backup", "verify", backup.toString(), shard(1), shard(3));

    // Then
    assertThat(code).as(said()).isZero();
    assertThat(said()).contains("Root key : " + keyId + ", 2 of 3 shards open it",
        "Passed   : hash, decryption, signature, structure, rows, set-hash, counts",
        "Level    : verified");
  }

  @Test
  void verify_withAnOperatorsIdentity_saysWhatItCouldNotSee() {
    // When
    int code = spike("backup", "verify", backup.toString(), "-i",
        directory.resolve("operator.txt").toString());

    // Then
    assertThat(code).as(said()).isZero();
    assertThat(said()).contains("Passed   : decryption, structure\n",
        "Open     : hash, signature, rows, set-hash, counts",
        "Level    : opened, not verified: the rest needs 2 shards");
  }

  @Test
  void verify_wrongShards_areNamedBeforeAnythingIsOpened() throws Exception {
    // Given
    writeShards("other", Shamir.split(key.bytes(), 3, 3));
    writeShards("foreign", Shamir.split(RootKey.generate().bytes(), 3, 2));

    for (String wrong : List.of("other", "foreign")) {
      // When
      int code = spike("backup", "verify", backup.toString(), shard(1),
          directory.resolve(wrong + "2").toString());

      // Then
      assertThat(code).isEqualTo(1);
      assertThat(said()).contains("the backup is of root key " + keyId + " and opens with 2 shares"
          + " of set ", "of these fit [1]; not of this set, or altered: [2]");
    }
  }

  @Test
  void unpack_noRoomForTheStore_isTheMachinesTroubleAndNotTheBackups() throws Exception {
    // Given: a directory is in the way of the scratch file
    Path scratch = Files.createDirectories(directory.resolve("scratch/store.db/x"))
        .resolveSibling("");
    try (InputStream in = Files.newInputStream(backup)) {
      // When, Then
      assertThatThrownBy(() -> BackupVerifier.verify(in,
          new BackupVerifier.Expected(Optional.empty(), 0, ""), key, scratch))
          .isInstanceOfSatisfying(SpikeException.class,
              trouble -> assertThat(trouble.code()).isEqualTo(ErrorCode.BUSY))
          .hasMessageContaining("cannot use the scratch file");
    }
  }

  @Test
  void restore_yes_showsThePlanAndPutsTheStoreBack() throws Exception {
    // When
    int code = restore("--yes");

    // Then
    assertThat(code).as(said()).isZero();
    assertThat(said()).contains("Root key : " + keyId, "Holds    : 2 secrets in 2 versions",
        "Replaces : store ", "seconds: 2 versions of secrets", "Removed  : tenants/c",
        "Changed  : tenants/a", "Restored spike-", "The store before it is kept in ");
    assertStored("tenants/a", "first");
    assertStored("tenants/c", "");
  }

  @Test
  void restore_undone_theLaterStoreIsBack() throws Exception {
    // Given
    restore("--yes");

    // When
    int code = spike("backup", "restore", "--undo", "--yes", "--data", home.toString());

    // Then
    assertThat(code).as(said()).isZero();
    assertStored("tenants/a", "second");
    assertStored("tenants/c", "later");
  }

  @Test
  void restore_dryRunOrNoAnswer_changesNothing() throws Exception {
    // When
    assertThat(restore("--dry-run")).isZero();
    assertThat(restore()).isZero();

    // Then
    assertThat(said()).contains("Nothing was changed.", "Operation canceled.");
    assertThat(names(home.resolve("data"))).doesNotContain("restore", "previous");
    assertStored("tenants/a", "second");
  }

  @Test
  void restore_bitFlippedAnywhere_touchesNothing() throws Exception {
    // Given
    byte[] sound = Files.readAllBytes(backup);
    for (int at = 0; at < sound.length; at += sound.length / 12) {
      byte[] flipped = sound.clone();
      flipped[at] ^= 1;
      Files.write(backup, flipped);

      // When
      int code = restore("--yes");

      // Then
      assertThat(code).as("byte %d", at).isEqualTo(1);
      assertThat(names(home.resolve("data"))).doesNotContain("restore", "previous");
    }
    assertStored("tenants/a", "second");
  }

  @Test
  void restore_emptyMachine_needsTheFileAndShardsAlone() throws Exception {
    // Given
    Path elsewhere = directory.resolve("elsewhere");
    Path renamed = Files.move(backup, directory.resolve("copy-from-usb.age"));

    // When
    int code = run(List.of("backup", "restore", renamed.toString(), "--yes", "--data",
        elsewhere.toString()), text(shares.get(0)) + "\n" + text(shares.get(2)) + "\n");

    // Then
    assertThat(code).as(said()).isZero();
    assertThat(said()).contains("Replaces : nothing", "Lost     : nothing").doesNotContain("kept");
    home = elsewhere;
    assertStored("tenants/a", "first");
    assertThat(spike("backup", "restore", "--undo", "--yes", "--data", elsewhere.toString()))
        .isEqualTo(3);
    assertThat(said()).contains("so there is nothing to undo");
  }

  @Test
  void restore_undoneWhereNoStoreIs_makesNothing() {
    Path nowhere = directory.resolve("nowhere");
    assertThat(spike("backup", "restore", "--undo", "--yes", "--data", nowhere.toString()))
        .isEqualTo(3);
    assertThat(said()).contains("there is no store in " + nowhere.resolve("data")
        + ", so there is nothing to undo");
    assertThat(nowhere).doesNotExist();
  }

  @Test
  void restore_storeOfAnotherKey_isRefusedNamingBoth() throws Exception {
    // Given
    home = directory.resolve("another");
    String other;
    try (BackupMachine machine = new BackupMachine(home, RootKey.generate())) {
      other = machine.key.keyId().toString();
    }

    // When
    int code = restore("--yes");

    // Then
    assertThat(code).isEqualTo(8);
    assertThat(said()).contains("the store is of root key " + other + ", the backup of " + keyId);
    assertThat(names(home.resolve("data"))).doesNotContain("restore", "previous");
  }

  @Test
  void restore_nexusRuns_isRefused() throws Exception {
    try (BackupMachine running = machine()) {
      assertThat(running.store.isUnsealed()).isTrue();
      assertThat(restore("--yes")).isEqualTo(5);
    }
    assertThat(said()).contains("the store is open in another process");
  }

  @Test
  void restore_ofANewerProgram_isRefused() throws Exception {
    // Given
    try (var connection = new SQLiteConfig()
        .createConnection("jdbc:sqlite:" + home.resolve("data/store.db"));
        var statement = connection.createStatement()) {
      statement.executeUpdate("PRAGMA user_version = 2");
    }

    // When
    int code = restore("--dry-run");

    // Then
    assertThat(code).isZero();
    assertThat(said()).contains("Replaces : a store that cannot be read: ",
        "has store format 2, this program reads 1", "Lost     : nobody can tell");
  }

  private int restore(String... flags) {
    List<String> words = new ArrayList<>(List.of("backup", "restore", backup.toString(),
        shard(1), shard(2), "--data", home.toString()));
    words.addAll(List.of(flags));
    return run(words, "");
  }

  private int spike(String... words) {
    return run(List.of(words), "");
  }

  private int run(List<String> words, String input) {
    Terminal terminal = Terminal.of(out, err, new ByteArrayInputStream(input.getBytes(UTF_8)));
    return Pilot.run(words.toArray(String[]::new), terminal,
        Map.of("HOME", directory.toString(), "SPIFFE_ENDPOINT_SOCKET", "unix:///none.sock"));
  }

  private String said() {
    return out.toString(UTF_8) + err.toString(UTF_8);
  }

  private void assertStored(String path, String value) throws Exception {
    try (BackupMachine machine = machine()) {
      assertThat(machine.store.read(path, 0).map(found -> new String(found.value(), UTF_8))
          .orElse("")).isEqualTo(value);
      assertThat(machine.store.check(CheckProgress.NONE).problems()).isEmpty();
    }
  }

  private void writeShards(String name, List<Share> all) throws IOException {
    for (Share share : all) {
      Files.writeString(directory.resolve(name + share.id()), text(share));
    }
  }

  private String shard(int id) {
    return directory.resolve("shard" + id).toString();
  }

  private static String text(Share share) {
    return "spike:" + share.id() + ":"
        + share.value().lend(bytes -> HexFormat.of().formatHex(bytes));
  }

  private static List<String> names(Path of) throws IOException {
    try (Stream<Path> files = Files.list(of)) {
      return files.map(file -> String.valueOf(file.getFileName())).toList();
    }
  }
}
