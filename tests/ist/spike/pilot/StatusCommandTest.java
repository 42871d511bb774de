// SPDX-License-Identifier: Apache-2.0
package ist.spike.pilot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ist.spike.wire.ErrorCode;
import ist.spike.wire.KeeperStatus;
import ist.spike.wire.KeeperStatus.Holds;
import ist.spike.wire.ShareHolder;
import ist.spike.wire.StatusReport;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StatusCommandTest {

  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

  @TempDir
  Path home;

  private Shell shell(List<String> attention) {
    StatusReport report = new StatusReport(
        new StatusReport.Program(NOW, "0.1.0", "sqlite", "spiffe://spike.ist/spike/nexus",
            NOW.plusSeconds(3_000)),
        new StatusReport.Seal(false, "", "aa", "bb", "cc", 3, 2),
        List.of(new KeeperStatus(1, "https://k1:1", Optional.of(NOW.minusSeconds(2)), 3, 0, "",
            Holds.LIVE, false),
            new KeeperStatus(2, "https://k2:1", Optional.empty(), 0, 8, "no answer",
                Holds.UNKNOWN, false)),
        new StatusReport.Custody(Optional.of(NOW.minusSeconds(90_000)), 3, List.of(
            new ShareHolder(1, "age1anna", Optional.of(NOW.minusSeconds(80_000))),
            new ShareHolder(2, "age1bert", Optional.of(NOW.minusSeconds(70))),
            new ShareHolder(3, "age1cleo", Optional.empty()))),
        new StatusReport.Backup("spike-1", Optional.of(NOW.minusSeconds(65)), Optional.of(65L), 0,
            Optional.of(NOW), Optional.empty()),
        new StatusReport.Store(40_960, 5L << 30, 34, 0), attention, List.of("a warning"));
    return new Shell(home, FakeNexus.answering(new String(report.toJson(), UTF_8)));
  }

  @Test
  void status_well_isOneScreenAndExitsWithZero() {
    Shell shell = shell(List.of());
    assertThat(shell.run("status")).isZero();
    assertThat(shell.out()).isEqualTo("""
        SPIKE 0.1.0, sqlite: all is well

          warning: a warning

        nexus        unsealed, SVID ends in 50 min 0 s, spiffe://spike.ist/spike/nexus
        root key     bb, 2 of 3 shares
        share set    cc
        keeper 1     live     seen 2 s ago               3 ms  https://k1:1
        keeper 2     unknown  never seen              8 fail.  https://k2:1
                     no answer
        recovery     shares given out 1 d 1 h ago, 2 of 3 confirmed; 0 of them may be lost
        share 1      confirmed 22 h 13 min ago age1anna
        share 2      confirmed 1 min 10 s ago age1bert
        share 3      not confirmed            age1cleo
        backup       spike-1, 1 min 5 s ago, 1 min 5 s of work is in no backup
        drill        none yet
        store        40 KiB, change 34, 5 GiB free
        dead letters none
        """);
  }

  @Test
  void status_somethingNeedsAttention_exitsWithNine() {
    Shell shell = shell(List.of("one", "two"));
    assertThat(shell.run("status")).isEqualTo(9);
    assertThat(shell.out())
        .startsWith("SPIKE 0.1.0, sqlite: NEEDS ATTENTION\n\n  ! one\n  ! two\n");
    assertThat(shell.err()).isEqualTo("spike: 2 things need attention\n");
  }

  @Test
  void status_nexusUnreachable_exitsAsEveryVerb() {
    Shell shell = new Shell(home, FakeNexus.failing(ErrorCode.UNREACHABLE));
    assertThat(shell.run("status")).isEqualTo(ExitCode.UNREACHABLE.number());
  }

  @Test
  void status_json_hasTheNamesOfTheWireAndNullForWhatIsNot() {
    Shell shell = shell(List.of());
    assertThat(shell.run("status -f json")).isZero();
    assertThat(shell.out()).startsWith("{\n  \"at\": \"2026-01-02T03:04:05Z\",")
        .contains("\"lastContact\": null", "\"holds\": \"live\"", "\"lossSeconds\": 65",
            "\"attention\": []");
  }

  @Test
  void status_yaml_isYaml() {
    Shell shell = shell(List.of());
    assertThat(shell.run("status -f yaml")).isZero();
    assertThat(shell.out()).startsWith("at: 2026-01-02T03:04:05Z\nversion: ")
        .contains("\nkeepers:\n");
  }
}
