// SPDX-License-Identifier: Apache-2.0
package ist.spike.audit;

import static ist.spike.audit.AuditFixture.record;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A full file is followed by the next one, without a gap in the chain and without a wait. */
final class AuditRotationTest {

  @TempDir
  Path directory;

  @Test
  void reopen_afterACrashInTheMomentOfRotation_goesOnInTheFileBefore() throws IOException {
    try (AuditFixture audit = new AuditFixture(directory)) {
      // Given
      audit.log.append(record("a"));
      audit.log.close();
      Files.writeString(audit.file(2), "{\"seq\":3,");

      // When
      audit.restart();
      audit.log.append(record("b"));

      // Then
      assertThat(audit.file(2)).doesNotExist();
      assertThat(audit.verify().problems()).isEmpty();
    }
  }

  @Test
  void append_fullFile_beginsTheNextAndKeepsAsManyAsItShould() throws IOException {
    try (AuditFixture audit = new AuditFixture(directory, 3, 2_000)) {
      // When
      for (int i = 0; i < 40; i++) {
        audit.log.append(record("path/" + i));
        if (i % 7 == 0) {
          audit.restart();
        }
      }

      // Then
      assertThat(new AuditDirectory(audit.directory).files()).hasSize(3)
          .doesNotContainKey(1L);
      AuditReport report = audit.verify();
      assertThat(report.problems()).isEmpty();
      assertThat(report.files()).isEqualTo(3);
    }
  }

  @Test
  void maintain_nearlyFullFile_beginsTheNextBesideAllAnswers() throws IOException {
    try (AuditFixture audit = new AuditFixture(directory, 3, 8_000)) {
      // Given
      audit.log.maintain();
      while (Files.size(audit.file(1)) < 7_500) {
        audit.log.append(record("a"));
      }
      assertThat(audit.file(2)).doesNotExist();

      // When
      audit.log.maintain();

      // Then
      assertThat(audit.file(2)).exists();
      audit.log.append(record("b"));
      assertThat(audit.lines(2)).hasSize(2);
      assertThat(audit.verify().problems()).isEmpty();
    }
  }

  /** The mark's directory, the end of the old file, the beginning of the new one, its directory. */
  @Test
  void maintain_diskThatIsStuckAtAnyFlush_noAnswerWaits() throws Exception {
    StuckDisk disk = new StuckDisk();
    try (AuditFixture audit = new AuditFixture(directory, 3, 16_000, disk)) {
      // Given
      while (!Files.exists(audit.file(1)) || Files.size(audit.file(1)) < 15_000) {
        audit.log.append(record("full"));
      }
      audit.log.flush();
      String durable = audit.log.position();
      disk.getStuck();
      Thread flusher = Thread.ofPlatform().start(() -> {
        audit.log.maintain();
        audit.log.flush();
      });

      for (int flush = 1; flush <= 4; flush++) {
        disk.awaitFlush();
        // When
        audit.log.append(record("flush " + flush));

        // Then
        assertThat(audit.lines(flush == 1 ? 1 : 2).getLast()).contains("flush " + flush);
        assertThat(audit.log.position()).isEqualTo(durable);
        assertThat(audit.verify().problems()).isEmpty();
        disk.goOn();
      }
      flusher.join();
      disk.getWell();
      assertThat(audit.file(2)).exists();
      assertThat(new AuditDirectory(audit.directory).mark(2)).doesNotExist();
    }
  }

  @Test
  void append_fileThatFillsUpWhileTheOneBeforeIsEnding_makesThatDurableFirst() throws IOException {
    try (AuditFixture audit = new AuditFixture(directory, 4, 8_000)) {
      // Given
      audit.log.maintain();
      while (Files.size(audit.file(1)) < 7_500) {
        audit.log.append(record("a"));
      }
      audit.log.maintain();

      // When
      while (!Files.exists(audit.file(3))) {
        audit.log.append(record("b"));
      }

      // Then
      assertThat(new AuditDirectory(audit.directory).mark(2)).doesNotExist();
      assertThat(audit.verify().problems()).isEmpty();
    }
  }

  @Test
  void append_leftoverOfAFailedRotation_isReplacedAndTheChainGoesOn() throws IOException {
    for (String leftover : List.of("", "{\"seq\":3,\"file\":2", "{\"seq\":3,\"file\":2}\n")) {
      Path place = Files.createDirectory(directory.resolve("left-" + leftover.length()));
      try (AuditFixture audit = new AuditFixture(place, 3, 2_000)) {
        // Given: no file descriptor was free when the next file was to be opened, say
        audit.log.append(record("first"));
        Files.writeString(audit.file(2), leftover);

        // When
        for (int i = 0; i < 10; i++) {
          audit.log.append(record("path/" + i));
        }

        // Then
        assertThat(audit.file(2)).isNotEmptyFile();
        assertThat(audit.verify().problems()).as(leftover).isEmpty();
      }
    }
  }
}
