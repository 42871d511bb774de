// SPDX-License-Identifier: Apache-2.0
package ist.spike.backup;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ist.spike.archive.BackupId;
import ist.spike.archive.BackupVerifier;
import ist.spike.archive.CatalogueEntry;
import ist.spike.archive.Manifest;
import ist.spike.archive.Verification;
import ist.spike.crypto.RootKey;
import ist.spike.store.DeadLetter;
import ist.spike.wire.BackupInfo;
import ist.spike.wire.BackupPlace;
import ist.spike.wire.BackupReport;
import ist.spike.wire.BackupRequest;
import ist.spike.wire.Operation;
import ist.spike.wire.PruneReport;
import ist.spike.wire.Reply;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The flows of backups around a real store, on real directories. */
final class BackupFlowTest {

  @TempDir
  private Path directory;

  private BackupMachine machine;

  @BeforeEach
  void open() {
    machine = new BackupMachine(directory, RootKey.generate());
    machine.put("tenants/a", "first");
  }

  @AfterEach
  void close() throws IOException {
    machine.close();
  }

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
    assertThat(names("backups")).containsExactly(report.id() + ".age");
    assertThat(names("second")).containsExactly(report.id() + ".age");
    assertThat(mode(directory.resolve("second"))).isEqualTo("rwx------");
    assertThat(mode(machine.file(report.id()))).isEqualTo("rw-------");
    assertThat(names("backup-work")).containsExactly("catalogue");
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
    assertThat(names("backups")).isEmpty();
    assertThat(names("backup-work")).isEmpty();
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
    assertThat(names("backups")).containsExactly(report.id() + ".age");
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
    assertThat(names("backup-work")).containsExactly("catalogue");
    assertThat(names("backups")).containsExactly(id + ".age");
  }

  @Test
  void verify_bitFlippedInTheStoredFile_isSeenAndDoesNotCount() throws Exception {
    // Given
    machine.start();
    String id = machine.run().id();
    long size = Files.size(machine.file(id));
    for (long at = 0; at < size; at += size / 40) {
      int index = (int) at;
      machine.edit(machine.file(id), bytes -> bytes[index] ^= 4);

      // When
      BackupInfo info = ask(Operation.VERIFY_BACKUP, id);

      // Then
      assertThat(info.places()).as("byte %d", at).singleElement().satisfies(place -> {
        assertThat(place.level()).isEqualTo("stored");
        assertThat(place.problem()).isNotEmpty();
        assertThat(place.passed()).doesNotContain("hash");
      });
      assertThat(machine.list().lossSeconds()).isEmpty();
      machine.edit(machine.file(id), bytes -> bytes[index] ^= 4);
    }
    assertThat(ask(Operation.VERIFY_BACKUP, id).places().getFirst().level())
        .isEqualTo("verified");
  }

  @Test
  void prune_fileGoneByHand_isNoticedAndNoLongerCounts() throws Exception {
    // Given
    machine.start();
    String id = machine.run().id();
    Files.delete(machine.file(id));

    // When
    PruneReport report = prune(true, false);

    // Then
    assertThat(report.verdicts()).isEmpty();
    assertThat(machine.list().lossSeconds()).isEmpty();
    assertThat(ask(Operation.SHOW_BACKUP, id).places()).singleElement().satisfies(place -> {
      assertThat(place.gone()).isTrue();
      assertThat(place.problem()).isEqualTo("the file was gone");
    });
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
  void run_fileRenamed_doesNotCountUnderItsWrongName() throws Exception {
    // Given
    machine.start();
    String id = machine.run().id();
    String wrong = id.replace("20260301T021500Z", "20260228T021500Z");
    Files.move(machine.file(id), machine.file(wrong));
    machine.pass(Duration.ofDays(1));

    // When
    machine.send("begin-backup");

    // Then
    assertThat(ask(Operation.SHOW_BACKUP, wrong).places()).singleElement()
        .extracting(BackupPlace::problem)
        .isEqualTo("the file is called " + wrong + " but is the backup " + id);
    assertThat(machine.list().lossSeconds()).isEqualTo(OptionalLong.of(0));
  }

  @Test
  void verify_filesSwapped_bothDoNotCount() throws Exception {
    // Given
    machine.start();
    String first = machine.run().id();
    machine.pass(Duration.ofDays(1));
    String second = machine.run().id();
    byte[] content = Files.readAllBytes(machine.file(first));
    Files.copy(machine.file(second), machine.file(first),
        StandardCopyOption.REPLACE_EXISTING);
    Files.write(machine.file(second), content);

    for (String id : List.of(first, second)) {
      assertThat(ask(Operation.VERIFY_BACKUP, id).places().getFirst().problem()).isNotEmpty();
    }
    assertThat(machine.list().lossSeconds()).isEmpty();
  }

  @Test
  void run_catalogueLostOrDamaged_isBuiltAgainFromTheFiles() throws Exception {
    // Given
    machine.start();
    String first = machine.run().id();
    Files.writeString(directory.resolve("backup-work/catalogue"), "nonsense");
    machine.start();
    machine.pass(Duration.ofDays(1));

    // When
    machine.send("begin-backup");

    // Then
    assertThat(machine.list().backups()).hasSize(2)
        .allSatisfy(info -> assertThat(info.places().getFirst().level()).isEqualTo("verified"));
    CatalogueEntry entry = machine.shared().catalogue().current().entries().getFirst();
    assertThat(entry.id().text()).isEqualTo(first);
    assertThat(entry.sha256()).isNotEmpty();
  }

  @Test
  void prune_fortyDailyRuns_keepsWhatSlotsSayAndExplainsIt() throws Exception {
    // Given
    machine.start();
    for (int day = 0; day < 40; day++) {
      machine.run();
      machine.pass(Duration.ofDays(1));
    }

    // When
    PruneReport report = prune(true, false);

    // Then
    assertThat(names("backups")).hasSize(report.verdicts().size()).hasSizeBetween(18, 21);
    assertThat(report.verdicts()).allMatch(PruneReport.Verdict::kept);
    assertThat(report.verdicts().getFirst().reason())
        .isEqualTo("first of 2026-03, kept for a year");
    assertThat(machine.list().backups()).hasSize(40);
  }

  @Test
  void copy_toAnotherMedium_isVerifiedThereAndShown() throws Exception {
    // Given
    Path medium = Files.createDirectories(directory.resolve("media/usb"));
    machine.start();
    String id = machine.run().id();

    // When
    Reply reply = machine.ask(Operation.COPY_BACKUP,
        new BackupRequest(id, medium.toString(), false, false).toJson());

    // Then
    assertThat(BackupInfo.parse(reply.body()).places()).last().satisfies(place -> {
      assertThat(place.destination()).isEqualTo(medium.toString());
      assertThat(place.copy()).isTrue();
      assertThat(place.level()).isEqualTo("verified");
    });
    assertThat(medium.resolve(id + ".age")).hasSameBinaryContentAs(machine.file(id));
  }

  @Test
  void copy_outsideOfTheAllowedDirectories_isRefused() throws Exception {
    machine.start();
    String id = machine.run().id();
    for (String target : List.of(directory.toString(), "media", directory + "/media/../x",
        directory + "/media/none", "")) {
      Reply reply = machine.ask(Operation.COPY_BACKUP,
          new BackupRequest(id, target, false, false).toJson());
      assertThat(reply.status()).as(target).isEqualTo(400);
    }
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
  void clock_isDue_whenTheScheduleCameRoundOrFilesChanged() throws Exception {
    // Given
    Path conf = Files.writeString(directory.resolve("spire.conf"), "a");
    Files.setLastModifiedTime(conf, FileTime.from(machine.now()));
    machine.include.add(conf);
    machine.start();

    // Then
    assertThat(due()).as("never verified").isTrue();
    machine.run();
    assertThat(due()).as("just verified").isFalse();
    machine.pass(Duration.ofMinutes(90));
    Files.setLastModifiedTime(conf,
        FileTime.from(machine.now().minusSeconds(60)));
    assertThat(due()).as("a file changed").isTrue();
    machine.run();
    assertThat(due()).isFalse();
    machine.pass(Duration.ofDays(400));
    assertThat(due()).as("long pause").isTrue();
    machine.pass(Duration.ofDays(-4_000));
    assertThat(due()).as("the clock was set back").isTrue();
  }

  @Test
  void clock_afterATry_waits() throws Exception {
    machine.start();
    long[] nanos = {0};
    BackupClock clock = new BackupClock(machine.shared(), () -> nanos[0]);
    assertThat(clock.isDue()).isTrue();
    clock.begun();
    assertThat(clock.isDue()).isFalse();
    nanos[0] = Duration.ofMinutes(16).toNanos();
    assertThat(clock.isDue()).isTrue();
  }

  @Test
  void status_saysWhatWouldBeLost() throws Exception {
    // Given
    machine.start();
    machine.run();
    machine.pass(Duration.ofSeconds(90));

    // Then
    assertThat(machine.list().lossSeconds()).isEqualTo(OptionalLong.of(0));
    machine.put("tenants/a", "later");
    assertThat(machine.list().lossSeconds()).isEqualTo(OptionalLong.of(90));
    assertThat(machine.list().ageSeconds()).isEqualTo(OptionalLong.of(90));
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

  private boolean due() {
    return new BackupClock(machine.shared(), () -> 0).isDue();
  }

  private Verification verified(String id) throws IOException {
    try (InputStream in = Files.newInputStream(machine.file(id))) {
      return BackupVerifier.verify(in,
          new BackupVerifier.Expected(BackupId.parse(id), 0, ""), machine.key,
          directory.resolve("scratch"));
    }
  }

  private BackupInfo ask(Operation operation, String id) {
    return BackupInfo.parse(machine.ask(operation, BackupRequest.of(id).toJson()).body());
  }

  private PruneReport prune(boolean dryRun, boolean clockIsRight) {
    return PruneReport.parse(machine.ask(Operation.PRUNE_BACKUPS_NOW,
        new BackupRequest("", "", dryRun, clockIsRight).toJson()).body());
  }

  private List<String> names(String name) throws IOException {
    try (Stream<Path> files = Files.list(directory.resolve(name))) {
      return files.map(file -> String.valueOf(file.getFileName())).sorted().toList();
    }
  }

  private static String mode(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }
}
