// SPDX-License-Identifier: Apache-2.0
package ist.spike.nexus;

import static org.assertj.core.api.Assertions.assertThat;

import ist.spike.wire.KeeperStatus;
import ist.spike.wire.KeeperStatus.Holds;
import ist.spike.wire.ShareHolder;
import ist.spike.wire.StatusReport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class StatusJudgementTest {

  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
  private static final Instant BEGAN = NOW.minusSeconds(1_800);
  private static final long ROOM = 1L << 30;
  private static final StatusReport.Seal OPEN =
      new StatusReport.Seal(false, "", "aa", "bb", "cc", 3, 2);
  private static final StatusReport.Custody KEPT =
      new StatusReport.Custody(Optional.of(BEGAN), 3, confirmed(3));
  private static final StatusReport.Backup SAVED =
      new StatusReport.Backup("spike-1", Optional.of(BEGAN), Optional.of(0L), 0,
          Optional.of(BEGAN), Optional.empty());

  private final List<KeeperStatus> keepers = new ArrayList<>(List.of(good(1), good(2), good(3)));
  private StatusReport.Seal seal = OPEN;
  private StatusReport.Custody custody = KEPT;
  private StatusReport.Backup backup = SAVED;
  private StatusReport.Store store = new StatusReport.Store(4_096, ROOM, 7, 0);
  private Instant svidEnds = NOW.plusSeconds(1_800);

  private static List<ShareHolder> confirmed(int shares) {
    return IntStream.rangeClosed(1, shares)
        .mapToObj(id -> new ShareHolder(id, "age1" + id, Optional.of(BEGAN))).toList();
  }

  private static KeeperStatus good(int position) {
    return keeper(position, 0, "", Holds.LIVE, false);
  }

  private static KeeperStatus keeper(int position, int failures, String trouble, Holds holds,
      boolean culprit) {
    return new KeeperStatus(position, "https://k" + position, Optional.of(NOW), 3, failures,
        trouble, holds, culprit);
  }

  private StatusReport judged() {
    return StatusJudgement.of(new StatusReport(
        new StatusReport.Program(NOW, "0.1.0", "sqlite", "spiffe://spike.ist/spike/nexus",
            svidEnds),
        seal, keepers, custody, backup, store, List.of(), List.of()), BEGAN);
  }

  @Test
  void allIsWell_needsNothing() {
    assertThat(judged().attention()).isEmpty();
    assertThat(judged().warnings()).isEmpty();
  }

  @Test
  void sealed_saysWhy() {
    seal = new StatusReport.Seal(true, "found 1 of the 2 shares", "aa", "bb", "cc", 3, 2);
    assertThat(judged().attention()).containsExactly("nexus is sealed: found 1 of the 2 shares");
  }

  @Test
  void keepersInTrouble_areNamedAndCounted() {
    keepers.set(0, keeper(1, 8, "no answer", Holds.LIVE, false));
    keepers.set(1, keeper(2, 0, "it shows share 3", Holds.LIVE, true));
    assertThat(judged().attention()).containsExactly(
        "keeper 1 failed 8 times in a row: no answer",
        "keeper 2 holds a wrong share: it shows share 3",
        "1 good keepers are left and 2 are needed to get the root key back; do not restart nexus");
  }

  @Test
  void keeperThatFailedOnce_isNotYetAttention() {
    keepers.set(0, keeper(1, 1, "no answer", Holds.LIVE, false));
    assertThat(judged().attention()).containsExactly(
        "2 good keepers are left and 2 are needed to get the root key back");
  }

  @Test
  void svidWithATenthOfItsLifeLeft_isAttention() {
    svidEnds = NOW.plusSeconds(100);
    assertThat(judged().attention()).containsExactly(
        "the SVID of nexus ends in 100 s and is not being renewed; look at the SPIRE agent");
  }

  @Test
  void storeInTrouble_isAttention() {
    store = new StatusReport.Store(ROOM, ROOM, 7, 2);
    backup = new StatusReport.Backup("spike-1", Optional.of(NOW), Optional.of(26 * 3_600L + 1), 1,
        Optional.of(BEGAN), Optional.empty());
    assertThat(judged().attention()).containsExactly(
        "dead letters wait: 2; `spike dead-letter list` shows them",
        "the disk of the store has only 1024 MiB of room left",
        "the newest backup is older than 26 h: spike backup run",
        "copies of backups that are missing or do not verify: 1; `spike backup list` shows them");
  }

  /** The alert and the status say the same of the same moment. */
  @Test
  void drillThatIsOverdue_isAttentionWhenItIsAnAlert() throws Exception {
    // Given
    Matcher rule = Pattern
        .compile("alert: SpikeDrillOverdue.*?> (\\d+) \\* 86400.*?"
            + "summary: (\\V*)\\v +action: (\\V*)", Pattern.DOTALL)
        .matcher(Files.readString(Path.of("ops", "monitoring", "alerts.yml")));
    assertThat(rule.find()).isTrue();
    Instant last = NOW.minus(Duration.ofDays(Long.parseLong(rule.group(1))));
    String overdue = rule.group(2) + ": " + rule.group(3);

    // When, Then
    backup = drilled(BEGAN, last);
    assertThat(judged().attention()).isEmpty();
    backup = drilled(BEGAN, last.minusSeconds(1));
    assertThat(judged().attention()).containsExactly(overdue);
    backup = drilled(last.minusSeconds(1), BEGAN);
    assertThat(judged().attention()).isEmpty();
    backup = new StatusReport.Backup("spike-1", Optional.of(BEGAN), Optional.of(0L), 0,
        Optional.of(last.minusSeconds(1)), Optional.empty());
    assertThat(judged().attention()).containsExactly(overdue);
  }

  private static StatusReport.Backup drilled(Instant oldest, Instant drill) {
    return new StatusReport.Backup("spike-1", Optional.of(BEGAN), Optional.of(0L), 0,
        Optional.of(oldest), Optional.of(new StatusReport.Drill(drill, "")));
  }

  @Test
  void workButNoBackup_isAttention() {
    backup = StatusReport.Backup.NONE;
    assertThat(judged().attention()).containsExactly("there is no backup: spike backup run");
  }

  @Test
  void custodyThatIsNotThere_isAWarning() {
    custody = new StatusReport.Custody(Optional.empty(), 0, List.of());
    assertThat(judged().attention()).isEmpty();
    assertThat(judged().warnings()).containsExactly(
        "nobody outside the keepers has shares of this root key: spike operator recover",
        "recovery.custodians names nobody, so recovery shares leave nexus unencrypted");
  }

  @Test
  void custodiansWhoDidNotConfirm_areAWarning() {
    custody = new StatusReport.Custody(Optional.of(NOW), 3, confirmed(2));
    assertThat(judged().warnings())
        .containsExactly("only 2 of 3 custodians confirmed to hold their share");
    custody = new StatusReport.Custody(Optional.of(NOW), 3, confirmed(1));
    assertThat(judged().warnings())
        .containsExactly("only 1 of 3 custodians confirmed to hold their share, and without the"
            + " keepers 2 are needed");
  }
}
