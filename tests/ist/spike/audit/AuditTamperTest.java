// SPDX-License-Identifier: Apache-2.0
package ist.spike.audit;

import static ist.spike.audit.AuditFixture.record;
import static org.assertj.core.api.Assertions.assertThat;

import ist.spike.crypto.HmacKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is done to the files or the rows behind the back of Nexus is told. */
final class AuditTamperTest {

  private static final Instant MARKED = Instant.parse("2026-01-01T00:00:00Z");

  @TempDir
  Path directory;

  private AuditFixture audit;
  private ChainHead end;

  /** Four files; rows of the store among the lines. */
  @BeforeEach
  void write() {
    audit = new AuditFixture(directory, 5, 2_500);
    audit.change("finish-root-key", "k");
    for (int i = 0; i < 18; i++) {
      audit.log.append(record("path/" + i));
      if (i % 4 == 0) {
        audit.log.flush();
        audit.change("put-secret", "path/" + i);
        audit.copyAndFlush();
      }
    }
    end = audit.log.head();
    assertThat(audit.verify(end).files()).isEqualTo(4);
    assertThat(audit.verify(end).problems()).isEmpty();
  }

  @AfterEach
  void close() {
    audit.close();
  }

  private List<String> problems() {
    return audit.verify(end).problems();
  }

  @Test
  void verify_anyByteOfAnyFileChanged_isTold() throws IOException {
    for (long number = 1; number <= 4; number++) {
      byte[] whole = Files.readAllBytes(audit.file(number));
      for (int at = 0; at < whole.length; at++) {
        byte[] changed = whole.clone();
        changed[at] ^= (byte) (1 + at % 7);
        Files.write(audit.file(number), changed);
        assertThat(problems()).as("byte %d of file %d", at, number).isNotEmpty();
      }
      Files.write(audit.file(number), whole);
    }
    assertThat(problems()).isEmpty();
  }

  @Test
  void verify_lineRemoved_isTold() throws IOException {
    for (long number = 1; number <= 4; number++) {
      List<String> lines = audit.lines(number);
      for (int gone = 0; gone < lines.size(); gone++) {
        List<String> rest = new ArrayList<>(lines);
        rest.remove(gone);
        Files.write(audit.file(number), rest);
        assertThat(problems()).as("line %d of file %d", gone, number).isNotEmpty();
      }
      Files.write(audit.file(number), lines);
    }
    assertThat(problems()).isEmpty();
  }

  @Test
  void verify_linesSwappedOrDoubled_isTold() throws IOException {
    List<String> lines = audit.lines(2);
    for (int first = 0; first + 1 < lines.size(); first++) {
      List<String> swapped = new ArrayList<>(lines);
      Collections.swap(swapped, first, first + 1);
      Files.write(audit.file(2), swapped);
      assertThat(problems()).isNotEmpty();
      List<String> doubled = new ArrayList<>(lines);
      doubled.add(first, lines.get(first));
      Files.write(audit.file(2), doubled);
      assertThat(problems()).isNotEmpty();
    }
  }

  @Test
  void verify_endCutOff_isToldByTheProcessThatWroteIt() throws IOException {
    // When
    List<String> lines = audit.lines(4);
    Files.write(audit.file(4), lines.subList(0, lines.size() - 1));

    // Then
    assertThat(problems()).containsExactly("the files end with line " + (end.sequence() - 1)
        + ", but line " + end.sequence() + " was written: the end was cut off");
  }

  @Test
  void verify_endCutOffWhileNexusWasDown_isToldByTheRowsOfTheStore() throws IOException {
    // Given
    audit.log.close();
    ChainHead known = new AuditDirectory(audit.directory).files().isEmpty() ? ChainHead.NONE : end;
    audit.change("put-secret", "last");
    assertThat(audit.rows.getLast().position()).contains(":" + known.sequence() + ":");

    // When
    Files.write(audit.file(4), audit.lines(4).subList(0, 2));
    audit.restart();
    for (int i = 0; i < 5; i++) {
      audit.log.append(record("after/" + i));
    }

    // Then
    assertThat(audit.verify().problems()).anySatisfy(problem -> assertThat(problem)
        .matches("audit row 7 knows another line " + known.sequence()
            + " than the files have: they were altered or cut off"));
  }

  @Test
  void verify_fileGone_isTold() throws IOException {
    byte[] middle = Files.readAllBytes(audit.file(2));
    Files.delete(audit.file(2));
    assertThat(problems()).contains("audit file 2 is gone");
    Files.write(audit.file(2), middle);
    Files.delete(audit.file(1));
    assertThat(problems()).contains("audit files 1 to 1 are gone");
  }

  @Test
  void verify_fileEmptied_isTold() throws IOException {
    Files.write(audit.file(3), new byte[0]);
    assertThat(problems()).contains("audit file 3 has no line");
  }

  @Test
  void verify_fileReplacedByAnOther_isTold() throws IOException {
    Files.copy(audit.file(2), audit.file(3),
        StandardCopyOption.REPLACE_EXISTING);
    assertThat(problems()).contains("audit file 3 was file 2");
  }

  @Test
  void verify_chainMadeAnewWithoutTheKey_isTold() throws IOException {
    // Given
    audit.log.close();
    List<String> forged = new ArrayList<>();
    ChainHead last = ChainHead.NONE;
    for (String line : audit.lines(1)) {
      AuditLine read = AuditLine.parse(line.getBytes(StandardCharsets.UTF_8));
      AuditLine made = AuditLine.after(last, Optional.of(HmacKey.of(AuditFixture.key())),
          out -> {
            for (String name : List.of("file", "chain", "oldest", "prev", "copied", "time", "id",
                "caller", "operation", "outcome", "status", "code", "micros")) {
              String value = read.members().get(name);
              if (value != null) {
                out.writeStringField(name, value);
              }
            }
            out.writeStringField("subject", "innocent");
          });
      last = made.head();
      forged.add(new String(made.toBytes(), StandardCharsets.UTF_8).strip()
          .replaceAll("\"mac\":\"[0-9a-f]{64}\"", "\"mac\":\"" + "0".repeat(64) + "\""));
    }

    // When
    Files.write(audit.file(1), forged);

    // Then
    assertThat(problems())
        .contains("line 2 of audit file 1 does not have the MAC of this Nexus")
        .contains("line 1 of audit file 2 was altered, or the one before it");
  }

  @Test
  void verify_rowRemovedOrAltered_isTold() {
    // When
    AuditRow third = audit.rows.remove(2);
    List<String> removed = problems();
    audit.rows.add(2, new AuditRow(third.previous(), third.previous().next(new byte[32]),
        third.position(), third.json()));
    List<String> altered = problems();

    // Then
    assertThat(removed).containsExactly("audit row 4 does not follow row 2");
    assertThat(altered).containsExactly(
        "audit row 3 is another one than the files have: the store was put back or altered",
        "audit row 4 does not follow row 3");
  }

  @Test
  void verify_storePutBackWithoutARecord_isTold() {
    // When
    audit.rows.subList(3, audit.rows.size()).clear();

    // Then
    assertThat(problems()).containsExactly("the files have audit rows up to 6, the store ends"
        + " with 3: it was put back to an earlier day");
  }

  @Test
  void verify_storeRestoredWithARecord_saysSoAndIsSound() {
    // Given
    audit.rows.subList(3, audit.rows.size()).clear();

    // When
    audit.change(AuditRowSource.RESTORED, "spike-0190a1b2-20260102T030405Z-34");
    audit.change("put-secret", "after");
    audit.copyAndFlush();

    // Then
    AuditReport report = audit.verify();
    assertThat(report.problems()).isEmpty();
    assertThat(report.notes()).containsExactly("restored at 2026-01-02T03:04:05.600Z from backup"
        + " spike-0190a1b2-20260102T030405Z-34; rows from 4 on that were before are in the files"
        + " alone");
  }

  @Test
  void verify_restoreUndoneAndDoneAgain_saysSoAndIsSound() {
    // Given
    List<AuditRow> before = List.copyOf(audit.rows);
    audit.rows.subList(3, audit.rows.size()).clear();
    audit.change(AuditRowSource.RESTORED, "spike-1");
    audit.change("put-secret", "restored");
    audit.copyAndFlush();
    List<AuditRow> restored = List.copyOf(audit.rows);

    // When
    goBackTo(before);
    List<String> undone = audit.verify().problems();
    goBackTo(restored);
    AuditReport redone = audit.verify();

    // Then
    assertThat(undone).isEmpty();
    assertThat(redone.problems()).isEmpty();
    assertThat(redone.notes()).hasSize(3).last().asString()
        .startsWith("the restore was undone at 2026-01-02T03:04:05.600Z");
  }

  private void goBackTo(List<AuditRow> rows) {
    audit.rows.clear();
    audit.rows.addAll(rows);
    audit.change(AuditRowSource.UNDONE, "");
    audit.change("put-secret", "after");
    audit.copyAndFlush();
  }

  @Test
  void verify_storeReplacedWithoutARecordAndGoneOn_isToldOnce() {
    // When
    audit.rows.subList(3, audit.rows.size()).clear();
    audit.change("put-secret", "other/1");
    audit.change("put-secret", "other/2");
    audit.copyAndFlush();

    // Then
    assertThat(audit.verify().problems()).containsExactly("the copy of audit row 1 comes after that"
        + " of row 6: the store was put back, or is another one");
  }

  @Test
  void verify_storeRestoredOnANewMachine_saysSoAndIsSound() throws IOException {
    // Given
    audit.log.close();
    for (long number = 1; number <= 4; number++) {
      Files.delete(audit.file(number));
    }
    audit.restart();

    // When
    List<String> unexplained = audit.verify().problems();
    audit.change(AuditRowSource.RESTORED, "spike-1");
    audit.change("put-secret", "after");
    audit.copyAndFlush();

    // Then
    assertThat(unexplained).isNotEmpty()
        .allMatch(problem -> problem.contains("knows the files of chain"));
    assertThat(audit.verify().problems()).isEmpty();
  }

  /** A machine that is gone had made two backups; the older one was restored on this one. */
  @Test
  void verify_whatABackupKnowsOfRowsThatARestoreReplaced_isNoProblem() throws IOException {
    // Given
    AuditMark newer = AuditMark.parse("backup two", MARKED, "7:" + "ab".repeat(32));
    while (audit.rows.size() > 5) {
      audit.rows.removeLast();
    }
    audit.log.close();
    for (Path file : new AuditDirectory(audit.directory).files().values()) {
      Files.delete(file);
    }
    audit.restart();
    audit.change(AuditRowSource.RESTORED, "backup one");
    for (int i = 0; i < 4; i++) {
      audit.change("put-secret", "after/" + i);
    }
    audit.copyAndFlush();
    audit.marks.add(newer);

    // When
    List<String> restored = audit.verify().problems();
    audit.marks.set(0, AuditMark.parse("backup three", MARKED.plusSeconds(3_600_000_000L),
        "8:" + "ab".repeat(32)));
    List<String> later = audit.verify().problems();

    // Then
    assertThat(restored).isEmpty();
    assertThat(later).containsExactly("backup three knows audit row 8, which is gone or"
        + " another one now: the store was put back or altered");
  }

  @Test
  void verify_whatABackupKnows_isCompared() throws IOException {
    // Given
    audit.log.flush();
    String before = audit.source.newest() + " " + audit.log.position();
    audit.marks.add(AuditMark.parse("backup one", MARKED, before));
    List<String> sound = problems();

    // When
    audit.log.close();
    Files.write(audit.file(4), audit.lines(4).subList(0, 2));
    audit.restart();
    for (int i = 0; i < 8; i++) {
      audit.log.append(record("after/" + i));
    }
    List<String> cut = audit.verify().problems();
    audit.marks.set(0, AuditMark.parse("backup one", MARKED, "7:" + "ab".repeat(32)));
    List<String> rolledBack = audit.verify().problems();

    // Then
    assertThat(sound).isEmpty();
    assertThat(cut).containsExactly("backup one knows another line " + end.sequence()
        + " than the files have: they were altered or cut off");
    assertThat(rolledBack).containsExactly("backup one knows audit row 7, which is gone or"
        + " another one now: the store was put back or altered");
  }
}
