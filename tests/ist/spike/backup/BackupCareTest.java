// SPDX-License-Identifier: Apache-2.0
package ist.spike.backup;

import static org.assertj.core.api.Assertions.assertThat;

import ist.spike.archive.CatalogueEntry;
import ist.spike.wire.BackupInfo;
import ist.spike.wire.BackupPlace;
import ist.spike.wire.BackupRequest;
import ist.spike.wire.Operation;
import ist.spike.wire.PruneReport;
import ist.spike.wire.Reply;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Backups that lie where they were put: verified anew, found, copied, counted and pruned. */
final class BackupCareTest extends BackupMachineFixture {

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
      BackupInfo info = machine.ask(Operation.VERIFY_BACKUP, id);

      // Then
      assertThat(info.places()).as("byte %d", at).singleElement().satisfies(place -> {
        assertThat(place.level()).isEqualTo("stored");
        assertThat(place.problem()).isNotEmpty();
        assertThat(place.passed()).doesNotContain("hash");
      });
      assertThat(machine.list().lossSeconds()).isEmpty();
      machine.edit(machine.file(id), bytes -> bytes[index] ^= 4);
    }
    assertThat(machine.ask(Operation.VERIFY_BACKUP, id).places().getFirst().level())
        .isEqualTo("verified");
  }

  @Test
  void prune_fileGoneByHand_isNoticedAndNoLongerCounts() throws Exception {
    // Given
    machine.start();
    String id = machine.run().id();
    Files.delete(machine.file(id));

    // When
    PruneReport report = machine.prune(true);

    // Then
    assertThat(report.verdicts()).isEmpty();
    assertThat(machine.list().lossSeconds()).isEmpty();
    assertThat(machine.ask(Operation.SHOW_BACKUP, id).places()).singleElement().satisfies(place -> {
      assertThat(place.gone()).isTrue();
      assertThat(place.problem()).isEqualTo("the file was gone");
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
    assertThat(machine.ask(Operation.SHOW_BACKUP, wrong).places()).singleElement()
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
      assertThat(machine.ask(Operation.VERIFY_BACKUP, id).places().getFirst().problem())
          .isNotEmpty();
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
    PruneReport report = machine.prune(true);

    // Then
    assertThat(machine.names("backups")).hasSize(report.verdicts().size()).hasSizeBetween(18, 21);
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
}
