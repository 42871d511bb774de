// SPDX-License-Identifier: Apache-2.0
package ist.spike.audit;

import static ist.spike.audit.AuditFixture.record;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ist.spike.wire.ErrorCode;
import ist.spike.wire.SpikeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Records get into the file, one line each, whatever the disk does. */
final class AuditLogTest {

  private static final Logger LOG = Logger.getLogger(AuditLogTest.class.getName());

  @TempDir
  Path directory;

  @Test
  void append_record_isOneLineThatNamesNoValueAndFollowsTheLast() throws IOException {
    try (AuditFixture audit = new AuditFixture(directory)) {
      // When
      audit.log.append(record("a/b"));

      // Then
      List<String> lines = audit.lines(1);
      assertThat(lines).hasSize(2);
      assertThat(lines.getFirst()).matches("\\{\"seq\":1,\"file\":1,\"chain\":\"[0-9a-f]{32}\","
          + "\"oldest\":1,\"prev\":\"0{64}\",\"copied\":\"0:0{64}\",\"hash\":\"[0-9a-f]{64}\"}");
      assertThat(lines.getLast()).matches("\\{\"seq\":2,\"time\":\"2026-01-02T03:04:05.600Z\","
          + "\"id\":\"r-1\",\"caller\":\"spiffe://spike.ist/workload/1\","
          + "\"operation\":\"get-secret\",\"subject\":\"a/b\",\"outcome\":\"done\",\"status\":200,"
          + "\"code\":\"\",\"micros\":42,\"hash\":\"[0-9a-f]{64}\",\"mac\":\"[0-9a-f]{64}\"}");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(audit.file(1))))
          .isEqualTo("rw-------");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(audit.directory)))
          .isEqualTo("rwx------");
      assertThat(audit.verify().problems()).isEmpty();
    }
  }

  @Test
  void append_subjectWithLineEndsAndHalfCharacters_staysOneLine() throws IOException {
    try (AuditFixture audit = new AuditFixture(directory)) {
      // When
      audit.log.append(record("a\n\"b\"\u0000\ud800" + "x".repeat(5_000)));

      // Then
      assertThat(audit.lines(1)).hasSize(2);
      assertThat(audit.lines(1).getLast())
          .contains("\"subject\":\"a\uFFFD\\\"b\\\"\uFFFD\uFFFDxxx").hasSizeLessThan(1_600);
      assertThat(audit.verify().problems()).isEmpty();
    }
  }

  @Test
  void reopen_whereDigitsAreOthers_goesOnInTheSameFile() throws IOException {
    Locale before = Locale.getDefault();
    try (AuditFixture audit = new AuditFixture(directory)) {
      Locale.setDefault(Locale.of("ar", "EG"));
      audit.log.append(record("a"));

      // When
      audit.restart();
      audit.log.append(record("b"));

      // Then
      assertThat(audit.lines(1)).hasSize(3);
      assertThat(audit.verify().problems()).isEmpty();
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void reopen_afterATornLine_goesOnBehindTheLastWholeOne() throws IOException {
    try (AuditFixture audit = new AuditFixture(directory)) {
      // Given
      audit.log.append(record("a"));
      audit.log.close();
      Files.writeString(audit.file(1), "{\"seq\":3,\"time\":\"2026", StandardOpenOption.APPEND);

      // When
      audit.restart();
      audit.log.append(record("b"));

      // Then
      assertThat(audit.lines(1)).hasSize(3);
      assertThat(audit.verify()).satisfies(report -> {
        assertThat(report.problems()).isEmpty();
        assertThat(report.lines()).isEqualTo(3);
      });
    }
  }

  @Test
  void append_directoryThatTakesNothing_isBusyAndGoesOnOnceItDoes() throws IOException {
    try (AuditFixture audit = new AuditFixture(directory)) {
      // Given
      Files.createFile(audit.directory);

      // When
      assertThatThrownBy(() -> audit.log.append(record("a"))).isInstanceOf(SpikeException.class)
          .hasMessageContaining("audit records cannot be written to")
          .extracting(failure -> ((SpikeException) failure).code()).isEqualTo(ErrorCode.BUSY);
      Files.delete(audit.directory);
      whenItMay(() -> audit.log.append(record("b")));

      // Then
      assertThat(audit.lines(1)).hasSize(2);
    }
  }

  @Test
  void append_directoryForOthersToo_isRefused() throws IOException {
    try (AuditFixture audit = new AuditFixture(directory)) {
      // Given
      Files.createDirectory(audit.directory,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));

      // When
      assertThatThrownBy(() -> audit.log.append(record("a")))
          .hasMessageContaining("must be a directory of mode 0700");
    }
  }

  @Test
  void append_whileSealed_isCoveredByTheFirstMacAfterwards() throws IOException {
    try (AuditFixture audit = new AuditFixture(directory)) {
      // Given
      audit.sealed = true;
      audit.log.append(record("a"));
      audit.log.append(record("b"));

      // When
      AuditReport sealed = audit.verify();
      audit.sealed = false;
      audit.log.append(record("c"));

      // Then
      assertThat(audit.lines(1).get(2)).doesNotContain("\"mac\"");
      assertThat(audit.lines(1).get(3)).contains("\"mac\"");
      assertThat(sealed.notes()).containsExactly("the newest 3 lines were written while sealed;"
          + " the next one with a MAC stands for them, too");
      assertThat(audit.verify().notes()).isEmpty();
      assertThat(audit.verify().problems()).isEmpty();
    }
  }

  @Test
  void append_byManyAtOnce_isFastEnoughForEveryRead() throws Exception {
    try (AuditFixture audit = new AuditFixture(directory)) {
      // Given
      int threads = 64;
      int each = 1_000;
      audit.log.append(record("warm"));
      CountDownLatch done = new CountDownLatch(threads);

      // When
      long begun = System.nanoTime();
      IntStream.range(0, threads).forEach(thread -> Thread.ofVirtual().start(() -> {
        for (int i = 0; i < each; i++) {
          audit.log.append(record("path/" + thread + "/" + i));
        }
        done.countDown();
      }));
      done.await();
      long perSecond = (long) (threads * each / ((System.nanoTime() - begun) / 1e9));

      // Then
      LOG.info(() -> "audit records appended in a second: " + perSecond);
      assertThat(audit.verify()).satisfies(report -> {
        assertThat(report.problems()).isEmpty();
        assertThat(report.lines()).isEqualTo(threads * each + 2);
      });
    }
  }

  @Test
  void failing_filesThatTakeNothing_staysUntilARecordIsWritten() throws IOException {
    try (AuditFixture audit = new AuditFixture(directory)) {
      // Given
      Files.createFile(audit.directory);
      assertThatThrownBy(() -> audit.log.append(record("a"))).isInstanceOf(SpikeException.class);
      Files.delete(audit.directory);

      // When
      whenItMay(audit.log::maintain);
      boolean opened = audit.log.isFailing();
      audit.log.append(record("b"));

      // Then
      assertThat(opened).isTrue();
      assertThat(audit.log.isFailing()).isFalse();
    }
  }

  /** The files are looked at again after a moment. */
  private static void whenItMay(Runnable work) {
    for (int tries = 0; tries < 1_000; tries++) {
      try {
        work.run();
        return;
      } catch (SpikeException e) {
        LockSupport.parkNanos(10_000_000);
      }
    }
    throw new AssertionError("the files never took a record again");
  }
}
