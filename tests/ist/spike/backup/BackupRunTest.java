// SPDX-License-Identifier: Apache-2.0
package ist.spike.backup;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ist.spike.archive.BackupId;
import ist.spike.archive.BackupVerifier;
import ist.spike.archive.Manifest;
import ist.spike.archive.Verification;
import ist.spike.crypto.RootKey;
import ist.spike.store.DeadLetter;
import ist.spike.wire.BackupInfo;
import ist.spike.wire.BackupReport;
import ist.spike.wire.Operation;
import ist.spike.wire.Reply;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A backup is taken and verified in every destination, and whatever fails on the way is told. */
final class BackupRunTest extends BackupMachineFixture {

  @Test
  void run_everythingWorks_isVerifiedInEveryDestination() throws Exception {
    // Given
    machine.destinations.add(machine.directory("second"));
    machine.start();

    // When
    BackupReport report = machine.run();

    // Then
    assertThat(report.level()).isEqualTo("verified");
    assertThat(report.file()).isEqualTo(machine.file(report.id()).toString());
    assertThat(report.rows()).isEqualTo(9);
    BackupInfo info = machine.list().backups().getFirst();
    assertThat(info.slot()).isEqualTo("monthly");
    assertThat(info.keyId()).isEqualTo(machine.key.keyId().hex());
    assertThat(info.places()).hasSize(2).allSatisfy(place -> {
      assertThat(place.level()).isEqualTo("verified");
      assertThat(place.passed()).containsExactly("hash", "decryption", "signature", "structure",
          "rows", "set-hash", "counts");
      assertThat(place.problem()).isEmpty();
    });
    assertThat(machine.names("backups")).containsExactly(report.id() + ".age");
    assertThat(machine.names("second")).containsExactly(report.id() + ".age");
    assertThat(mode(directory.resolve("second"))).isEqualTo("rwx------");
    assertThat(mode(machine.file(report.id()))).isEqualTo("rw-------");
    assertThat(machine.names("backup-work")).containsExactly("catalogue");
    assertThat(machine.store.deadLetters()).isEmpty();
  }

  @Test
  void run_carriesTheHistoryOfEarlierOnes() throws Exception {
    // Given
    machine.start();
    String first = machine.run().id();
    machine.put("tenants/b", "second");
    machine.pass(Duration.ofDays(1));

    // When
    String second = machine.run().id();

    // Then
    Manifest manifest = verified(second).manifest().orElseThrow();
    assertThat(manifest.earlier()).singleElement().satisfies(earlier -> {
      assertThat(earlier.id().text()).isEqualTo(first);
      assertThat(earlier.slot().text()).isEqualTo("monthly");
      assertThat(earlier.pruned()).isEmpty();
    });
    assertThat(manifest.contents().rows()).containsEntry("secret_version", 2L);
  }

  @Test
  void run_oneDestinationDown_doesNotHideTheOther() throws Exception {
    // Given
    Files.writeString(directory.resolve("file"), "in the way");
    machine.destinations.addFirst(machine.directory("file/backups"));
    machine.start();

    // When
    BackupReport report = machine.run();

    // Then
    assertThat(report.level()).isEqualTo("verified");
    assertThat(report.file()).isEqualTo(machine.file(report.id()).toString());
    assertThat(machine.store.deadLetters()).extracting(DeadLetter::letter).first()
        .satisfies(letter -> {
          assertThat(letter.flow()).isEqualTo("deliver-backup");
          assertThat(letter.attempts()).isEqualTo(3);
          assertThat(letter.subject())
              .isEqualTo(report.id() + " in file:" + directory + "/file/backups");
          assertThat(letter.error()).startsWith("cannot write " + report.id());
        });
  }

  @Test
  void run_everyDestinationDown_isNoBackup() throws Exception {
    // Given
    machine.destinations.set(0,
        new UnreliableDestination(machine.directory("backups"), 1_000, 0));
    machine.start();

    // When
    Reply reply = machine.ask(Operation.RUN_BACKUP, "{}".getBytes(UTF_8));

    // Then
    assertThat(reply.status()).isEqualTo(500);
    assertThat(machine.names("backups")).isEmpty();
    assertThat(machine.names("backup-work")).isEmpty();
    assertThat(machine.list().lossSeconds()).isEmpty();
    assertThat(machine.store.deadLetters()).hasSize(1);
  }

  @Test
  void run_uploadCutOffTwice_succeedsAtTheThirdAttempt() throws Exception {
    // Given
    UnreliableDestination flaky =
        new UnreliableDestination(machine.directory("backups"), 2, 1);
    machine.destinations.set(0, flaky);
    machine.start();

    // When
    BackupReport report = machine.run();

    // Then
    assertThat(machine.store.deadLetters()).isEmpty();
    assertThat(report.level()).isEqualTo("verified");
    assertThat(flaky.puts()).isEqualTo(3);
    assertThat(machine.names("backups")).containsExactly(report.id() + ".age");
    assertThat(machine.store.deadLetters()).isEmpty();
  }

  @Test
  void run_directoryOthersCanRead_isRefused() throws Exception {
    // Given
    Files.createDirectory(directory.resolve("backups"),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-x---")));
    machine.start();

    // When
    Reply reply = machine.ask(Operation.RUN_BACKUP, "{}".getBytes(UTF_8));

    // Then
    assertThat(reply.status()).isEqualTo(500);
    assertThat(machine.store.deadLetters()).singleElement().satisfies(letter -> assertThat(
        letter.letter().error()).endsWith("/backups has mode rwxr-x---, must be rwx------"));
  }

  @Test
  void run_liveStoreDamaged_makesNoBackupOfIt() throws Exception {
    // Given
    machine.start();
    Path store = directory.resolve("data/store.db");
    Tools.sqlite(store, "UPDATE secret_version SET sealed = zeroblob(length(sealed))");

    // When
    Reply reply = machine.ask(Operation.RUN_BACKUP, "{}".getBytes(UTF_8));

    // Then
    assertThat(reply.status()).isEqualTo(500);
    assertThat(machine.store.deadLetters()).singleElement()
        .satisfies(letter -> assertThat(letter.letter().error())
            .startsWith("the snapshot does not verify: "));
    assertThat(directory.resolve("backups")).doesNotExist();
  }

  @Test
  void run_leftoversOfADeadRun_areRemoved() throws Exception {
    // Given
    machine.start();
    for (String name : List.of("backup-work/snapshot.partial", "backup-work/verify.partial",
        "backup-work/snapshot.partial-journal",
        "backups/spike-00000000-20260101T000000Z-1.age.partial")) {
      WorkDirectory.create(directory.resolve(name).resolveSibling(""));
      Files.writeString(directory.resolve(name), "half");
    }

    // When
    String id = machine.run().id();

    // Then
    assertThat(machine.names("backup-work")).containsExactly("catalogue");
    assertThat(machine.names("backups")).containsExactly(id + ".age");
  }

  @Test
  void begin_sealed_isRefusedAtOnce() throws Exception {
    // Given a store that has its key and was opened again
    Path home = directory.resolve("sealed");
    try (RootKey key = RootKey.generate()) {
      new BackupMachine(home, RootKey.of(key.bytes().copy())).close();
      try (BackupMachine sealed = BackupMachine.sealed(home, RootKey.of(key.bytes().copy()))
          .start()) {
        // When
        assertThatThrownBy(() -> sealed.send("begin-backup")).cause()
            .hasMessage("a backup needs the root key, and nexus is sealed;"
                + " spike status says why");

        // Then
        assertThat(sealed.store.deadLetters()).isEmpty();
      }
    }
  }

  @Test
  void begin_noWorkDirectory_becomesADeadLetterOfThisBackup() throws Exception {
    // Given
    Files.writeString(directory.resolve("backup-work"), "a file");
    machine.start();

    // When
    machine.send("make-backup");

    // Then
    assertThat(machine.store.deadLetters()).singleElement().satisfies(letter -> {
      assertThat(letter.letter().flow()).isEqualTo("make-backup");
      assertThat(letter.letter().subject()).startsWith("backup of 2026-");
      assertThat(letter.letter().error()).startsWith("cannot use the work directory ");
    });
  }

  @Test
  void run_includedFiles_areInTheBundleAndKeysAreRefused() throws Exception {
    // Given
    Path conf = Files.createDirectories(directory.resolve("conf"));
    Files.writeString(conf.resolve("server.conf"), "server {}");
    machine.include.add(conf);
    machine.start();

    // When
    String id = machine.run().id();

    // Then
    assertThat(verified(id).manifest().orElseThrow().files()).extracting("name")
        .containsExactly("store.db", "include" + conf + "/server.conf");

    // When
    Files.writeString(conf.resolve("server.key"), "-----BEGIN PRIVATE KEY-----\nMIIE");
    Reply reply = machine.ask(Operation.RUN_BACKUP, "{}".getBytes(UTF_8));

    // Then
    assertThat(reply.status()).isEqualTo(500);
    assertThat(machine.store.deadLetters()).last().satisfies(letter -> assertThat(
        letter.letter().error()).isEqualTo(
            conf.resolve("server.key")
                + " of backup.include holds key material, which does not belong into a backup"));
  }

  @Test
  void bundle_openedWithStockTools_isASoundDatabase() throws Exception {
    // Given
    machine.recipients.add(Tools.ageKey(directory));
    machine.start();
    String id = machine.run().id();

    // When
    Tools.run(directory, "sh", "-c", "age -d -i operator.txt backups/" + id
        + ".age | zstd -dq | tar -x");

    // Then
    assertThat(Tools.sqlite(directory.resolve("store.db"), "PRAGMA integrity_check;"
        + "SELECT path FROM secret_meta")).isEqualTo("ok\ntenants/a\n");
  }

  private Verification verified(String id) throws IOException {
    try (InputStream in = Files.newInputStream(machine.file(id))) {
      return BackupVerifier.verify(in,
          new BackupVerifier.Expected(BackupId.parse(id), 0, ""), machine.key,
          directory.resolve("scratch"));
    }
  }

  private static String mode(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }
}
