// SPDX-License-Identifier: Apache-2.0
package ist.spike.nexus;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ist.spike.shard.ShareSet;
import ist.spike.store.DeadLetterDraft;
import ist.spike.wire.ConfirmShare;
import ist.spike.wire.Operation;
import ist.spike.wire.ShareHolder;
import ist.spike.wire.StatusReport;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The status of a Nexus that has a final key and waits for its shares. */
final class StatusRoutesTest {

  @TempDir
  Path directory;

  @Test
  void show_sealed_tellsWhyAndWhatItKnows() throws Exception {
    try (CalledNexus nexus = new CalledNexus(directory)) {
      // Given
      nexus.store.park(new DeadLetterDraft("beat-keeper", "k1", 1, "silent")).join();

      // When
      StatusReport report = StatusReport
          .parse(nexus.call(Operation.SHOW_STATUS, CalledNexus.SUPERUSER, "{}").body());

      // Then
      assertThat(report.seal().sealed()).isTrue();
      assertThat(report.attention().getFirst())
          .isEqualTo("nexus is sealed: the keepers are being asked for their shares");
      assertThat(report.backup()).isEqualTo(StatusReport.Backup.NONE);
      assertThat(report.store().deadLetters()).isEqualTo(1);
      assertThat(report.store().bytes()).isPositive();
      assertThat(report.program().spiffeId()).isEqualTo("spiffe://spike.ist/spike/nexus");
    }
  }

  @Test
  void show_shareConfirmed_namesItAndTheTime() throws Exception {
    try (CalledNexus nexus = new CalledNexus(directory)) {
      // Given
      ShareSet set = nexus.store.head().shareSet().orElseThrow();
      String confirmation =
          new String(new ConfirmShare(set.id(), 2, set.checks().get(1)).toJson(), UTF_8);
      nexus.call(Operation.CONFIRM_SHARE, "spiffe://spike.ist/spike/pilot/role/recover",
          confirmation);

      // When
      StatusReport.Custody custody = StatusReport
          .parse(nexus.call(Operation.SHOW_STATUS, CalledNexus.SUPERUSER, "{}").body())
          .custody();

      // Then
      assertThat(custody.confirmed()).isEqualTo(1);
      assertThat(custody.holders()).extracting(ShareHolder::shareId).containsExactly(1, 2, 3);
      assertThat(custody.holders().get(0).confirmedAt()).isEmpty();
      assertThat(custody.holders().get(1).confirmedAt()).isPresent();
    }
  }
}
