// SPDX-License-Identifier: Apache-2.0
package ist.spike.audit;

import static ist.spike.audit.AuditFixture.record;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ist.spike.wire.SpikeException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is done beside all answers: rows of the store are copied, and lines made durable. */
final class AuditFlusherTest {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir
  Path directory;

  @Test
  void copy_moreRowsThanAPage_areAllCopiedInOneRound() throws IOException {
    try (AuditFixture audit = new AuditFixture(directory)) {
      for (int i = 0; i < 1_700; i++) {
        audit.change("put-secret", "a" + i);
      }
      audit.copyAndFlush();
      assertThat(audit.log.copied().orElseThrow().sequence()).isEqualTo(1_700);
      assertThat(audit.verify().problems()).isEmpty();
    }
  }

  @Test
  void copy_rowsOfTheStore_areCopiedOnceAlsoAfterARestart() throws IOException {
    try (AuditFixture audit = new AuditFixture(directory)) {
      // Given
      audit.change("finish-root-key", "k");
      audit.change("put-secret", "a");
      audit.copyAndFlush();
      audit.log.append(record("read"));

      // When
      audit.restart();
      audit.change("put-secret", "b");
      audit.copyAndFlush();
      audit.copyAndFlush();

      // Then
      assertThat(audit.lines(1).stream().filter(line -> line.contains("\"row\":"))).hasSize(3);
      assertThat(audit.log.copied().orElseThrow().sequence()).isEqualTo(3);
      assertThat(audit.verify().problems()).isEmpty();
    }
  }

  @Test
  void append_whileNobodyMakesRecordsDurable_isBusyUntilSomebodyDoes() throws IOException {
    AtomicBoolean mistaken = new AtomicBoolean(true);
    try (AuditFixture audit = new AuditFixture(directory)) {
      // Given: a mistake of ours in the thread that copies and flushes
      AuditRowSource rows = new AuditRowSource() {
        @Override
        public ChainHead newest() {
          if (mistaken.get()) {
            throw new IllegalStateException("a value");
          }
          return ChainHead.NONE;
        }

        @Override
        public List<AuditRow> after(long sequence, int limit) {
          return List.of();
        }
      };
      try (AuditFlusher flusher = new AuditFlusher(audit.log, rows)) {
        // When
        await().atMost(PATIENCE).until(audit.log::isFailing);

        // Then
        assertThat(flusher).isNotNull();
        assertThatThrownBy(() -> audit.log.append(record("a"))).isInstanceOf(SpikeException.class)
            .hasMessage("audit records cannot be written to " + audit.directory
                + ": they are not made durable because of java.lang.IllegalStateException");
        mistaken.set(false);
        await().atMost(PATIENCE).until(() -> !audit.log.isFailing());
        audit.log.append(record("b"));
        assertThat(audit.lines(1)).hasSize(2);
      }
    }
  }

  @Test
  void flush_rowsSeenBeforeTheyAreTheNewest_copiesEachOnce() throws Exception {
    // Given
    try (AuditFixture audit = new AuditFixture(directory)) {
      audit.change("put-secret", "a");
      ChainHead published = audit.source.newest();
      audit.change("put-secret", "b");
      AuditRowSource early = new AuditRowSource() {

        @Override
        public ChainHead newest() {
          return published;
        }

        @Override
        public List<AuditRow> after(long sequence, int limit) {
          return audit.source.after(sequence, limit);
        }
      };

      // When
      new AuditFlusher(audit.log, early).close();

      // Then
      assertThat(audit.lines(1)).filteredOn(line -> line.contains("\"row\"")).hasSize(2);
      assertThat(audit.verify().problems()).isEmpty();
    }
  }
}
