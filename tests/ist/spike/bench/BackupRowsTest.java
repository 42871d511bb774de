// SPDX-License-Identifier: Apache-2.0
package ist.spike.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class BackupRowsTest {

  private static final List<String> PRINTED =
      """
          store: 217 MB, 4096 B values
          ours: snapshot (VACUUM INTO, flushed)                                         0.620 s     350 MB/s   0.301 CPU s
          ours: verify (integrity, foreign keys, set hash, every row opened)            0.580 s     374 MB/s   0.710 CPU s
          ours: seal (sha256, tar, zstd -1, age, ed25519, flushed)                      0.700 s     310 MB/s   0.650 CPU s
          ours: all four                                                                2.490 s      87 MB/s   2.300 CPU s
          ours: seal without zstd (sha256, age, sha256, flushed)                        0.210 s    1033 MB/s   0.350 CPU s
          ours: snapshot beside a writer                                                0.900 s     241 MB/s   0.500 CPU s
          writer: wants 300 puts/s, alone 300/s, longest 4 ms; beside the snapshot 290/s (97 %), longest 41 ms
          tools: sqlite3 .backup, flushed                                               0.480 s     452 MB/s   0.000 CPU s
          tools: sqlite3 integrity_check (opens no row)                                 0.310 s     700 MB/s   0.000 CPU s
          tools: tar | zstd -1 | age, flushed                                           0.900 s     241 MB/s   0.000 CPU s
          tools: age alone, flushed                                                     0.400 s     542 MB/s   0.000 CPU s
          """
          .lines().toList();

  @Test
  void of_whatIsPrinted_findsEachFigure() {
    List<Row> rows = BackupRows.of(PRINTED);

    assertThat(rows).extracting(Row::figure).containsExactly("350 MB/s", "350 MB/s", "241 MB/s",
        "97.0 %", "41.0 ms", "374 MB/s", "374 MB/s", "310 MB/s", "310 MB/s", "1,033 MB/s",
        "1,033 MB/s");
    assertThat(rows).noneMatch(Row::isMissed);
    assertThat(rows).extracting(Row::limit).contains("452 MB/s (sqlite3 .backup)",
        "700 MB/s (sqlite3 integrity_check)", "241 MB/s (tar, zstd -1, age)");
  }

  @Test
  void of_linesThatAreMissing_meetNoAim() {
    List<Row> rows = BackupRows.of(List.of());

    assertThat(rows).filteredOn(row -> !row.aim().isEmpty()).allMatch(Row::isMissed);
  }
}
