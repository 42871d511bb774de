// SPDX-License-Identifier: Apache-2.0
package ist.spike.nexus;

import static org.assertj.core.api.Assertions.assertThat;

import ist.spike.store.DeadLetterDraft;
import ist.spike.wire.Operation;
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
}
