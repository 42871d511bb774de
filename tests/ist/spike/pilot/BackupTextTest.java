// SPDX-License-Identifier: Apache-2.0
package ist.spike.pilot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ist.spike.wire.BackupInfo;
import ist.spike.wire.BackupListing;
import ist.spike.wire.BackupPlace;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.Operation;
import ist.spike.wire.PruneReport;
import ist.spike.wire.RestorePlan;
import ist.spike.wire.SpikeException;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What people see of backups. */
final class BackupTextTest {

  private static final Instant TIME = Instant.parse("2026-01-02T03:04:05Z");
  private static final Instant NOW = Instant.parse("2026-01-05T03:04:05Z");
  private static final String ID = "spike-0190a1b2-20260102T030405Z-34";
  private static final String KEY = "0123456789abcdef0123456789abcdef";
  private static final int MAX_WAIT_SECONDS = 20;

  @Test
  void table_backupsInTwoPlaces_showsTheBestLevelAndNamesDamage() {
    // Given
    BackupInfo info = new BackupInfo(ID, 3 * 1024 * 1024, "ab", KEY, "monthly", TIME,
        List.of(place("file:/b", false, "verified", ""),
            place("/media/usb", true, "stored", "a bit is wrong")));

    // When
    String table = BackupText.table(listing(OptionalLong.of(259_200), OptionalLong.of(5), info),
        NOW);

    // Then
    assertThat(table).startsWith("The newest verified backup is 3 d old; 5 seconds of work would be"
        + " lost now.\n\n").contains(ID + "  3 d", "3.0 MiB", "verified", "monthly", "01234567",
            "file:/b, /media/usb (copy, 3 d) DAMAGED");
  }

  @Test
  void table_nothingVerifiedOrNothingChanged_saysSo() {
    assertThat(BackupText.table(listing(OptionalLong.empty(), OptionalLong.empty()), NOW))
        .startsWith("No backup is verified: all work would be lost now.");
    assertThat(BackupText.table(listing(OptionalLong.of(90), OptionalLong.of(0)), NOW))
        .startsWith("The newest verified backup is 90 s old; nothing has changed since.");
  }

  @Test
  void details_damagedPlace_showsTheProblemAndWhatPassed() {
    // When
    String text = BackupText.details(new BackupInfo(ID, 10, "ab", KEY, "none", TIME,
        List.of(place("file:/b", false, "stored", "a bit is wrong"))), NOW);

    // Then
    assertThat(text).contains("Backup " + ID, "Taken   : 2026-01-02T03:04:05Z (3 d ago)",
        "In file:/b: stored, checked 3 d ago", "passed: hash", "problem: a bit is wrong");
  }

  @Test
  void verdicts_dryRunAndReal_differInOneWord() {
    PruneReport report =
        new PruneReport(List.of(new PruneReport.Verdict("file:/b", ID, "none", false, "no slot")));
    assertThat(BackupText.verdicts(report, true)).contains("would go  no slot");
    assertThat(BackupText.verdicts(report, false)).contains("gone  no slot");
  }

  @Test
  void plan_manyPaths_showsTenAndCountsTheRest() {
    // Given
    List<String> paths = IntStream.range(10, 30).mapToObj(i -> "p" + i).toList();
    RestorePlan plan = new RestorePlan(ID, TIME, new RestorePlan.Origin("aa", KEY, 2, 3),
        new RestorePlan.Contents(34, 5, 9, 2), new RestorePlan.Target("store aa", ""),
        new RestorePlan.Effect(90, 4, 1, new RestorePlan.Paths(25, paths),
            RestorePlan.Paths.NONE, RestorePlan.Paths.NONE),
        false);

    // When
    String text = RestoreText.plan(plan, NOW);

    // Then
    assertThat(text).contains("Taken    : 2026-01-02T03:04:05Z, 3 d ago",
        "Root key : " + KEY + ", 2 of 3 shards open it",
        "Lost     : what was done in the last 90 seconds: 4 versions of secrets",
        "p19 and 15 more", "Policies : 1 differ").doesNotContain("Added", "p20");
  }

  @Test
  void watch_person_seesStepsUntilTheAnswerComes() {
    // Given
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    CountDownLatch shown = new CountDownLatch(1);
    Nexus nexus = new ScriptedListing(() -> {
      shown.countDown();
      return new BackupListing(List.of(), OptionalLong.empty(), OptionalLong.empty(),
          new BackupListing.Running("seal", 5, 10),
          new BackupListing.Running("drill-keepers", 0, 0), List.of()).toJson();
    });
    Terminal person = Terminal.of(OutputStream.nullOutputStream(), err, prompt -> new char[0]);

    // When
    byte[] answer = BackupWatch.of(nexus, person).await(() -> {
      await(shown);
      return "{}".getBytes(UTF_8);
    });

    // Then
    assertThat(answer).asString(UTF_8).isEqualTo("{}");
    assertThat(err.toString(UTF_8)).contains("seal [").contains("50 %");
    assertThatThrownBy(() -> BackupWatch.of(nexus, person).await(() -> {
      throw new SpikeException(ErrorCode.BUSY, "a backup is running");
    })).isInstanceOf(SpikeException.class).hasMessage("a backup is running");
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(MAX_WAIT_SECONDS, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static BackupPlace place(String where, boolean copy, String level, String problem) {
    return new BackupPlace(where, copy, level, List.of("hash"), Optional.of(TIME), problem, false);
  }

  private static BackupListing listing(OptionalLong age, OptionalLong loss, BackupInfo... all) {
    return new BackupListing(List.of(all), age, loss, BackupListing.Running.NONE,
        BackupListing.Running.NONE, List.of("file:/b"));
  }

  /** Answers each question about backups with what the supplier says. */
  private record ScriptedListing(Supplier<byte[]> answer) implements Nexus {

    @Override
    public byte[] ask(Operation operation, byte[] body) {
      return answer.get();
    }

    @Override
    public byte[] askRaw(Operation operation, byte[] body) {
      throw new AssertionError("nobody asks for raw bytes");
    }

    @Override
    public void close() {}
  }
}
