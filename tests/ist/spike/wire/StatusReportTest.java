// SPDX-License-Identifier: Apache-2.0
package ist.spike.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class StatusReportTest {

  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

  private static StatusReport report(Optional<Instant> at, Optional<Long> loss) {
    return new StatusReport(
        new StatusReport.Program(NOW, "0.1.0", "sqlite", "spiffe://spike.ist/spike/nexus",
            NOW.plusSeconds(60)),
        new StatusReport.Seal(true, "too few", "aa", "bb", "cc", 3, 2),
        List.of(new KeeperStatus(1, "https://k1", at, 4, 5, "silent", KeeperStatus.Holds.STALE,
            true)),
        new StatusReport.Custody(at, 3, List.of(new ShareHolder(1, "age1x", at))),
        new StatusReport.Backup("spike-1", at, loss, 1, at, Optional.empty()),
        new StatusReport.Store(6, 7, 8, 9), List.of("one"), List.of("two", "three"));
  }

  @Test
  void parse_whatWasWritten_isTheSame() {
    StatusReport whole = report(Optional.of(NOW.minusSeconds(9)), Optional.of(0L));
    StatusReport bare = report(Optional.empty(), Optional.empty());
    assertThat(StatusReport.parse(whole.toJson())).isEqualTo(whole);
    assertThat(StatusReport.parse(bare.toJson())).isEqualTo(bare);
  }
}
