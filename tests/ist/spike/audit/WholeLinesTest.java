// SPDX-License-Identifier: Apache-2.0
package ist.spike.audit;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WholeLinesTest {

  private static final int MAX = AuditLine.MAX_SIZE_BYTES + 1;

  @TempDir
  Path directory;

  @Test
  void read_linesOfAnyLength_givesEachAndTheSizeOfThoseThatEnd() throws IOException {
    // Given
    Random random = new Random(20_261_125);
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      lines.add("x".repeat(random.nextInt(i % 10 == 0 ? 3 * MAX : 700)));
    }
    lines.set(7, "");
    lines.set(8, "y".repeat(MAX - 1));
    lines.set(9, "z".repeat(64 * 1024));
    String ended = String.join("\n", lines) + "\n";
    Path file = directory.resolve("file");
    Files.writeString(file, ended + "no end", US_ASCII);
    List<String> read = new ArrayList<>();

    // When
    long size = WholeLines.read(file, line -> read.add(new String(line, US_ASCII)));

    // Then
    assertThat(size).isEqualTo(ended.length());
    assertThat(read)
        .isEqualTo(lines.stream().map(line -> line.substring(0, Math.min(MAX, line.length())))
            .toList());
  }

  @Test
  void read_emptyFile_givesNothing() throws IOException {
    Path file = Files.createFile(directory.resolve("file"));

    assertThat(WholeLines.read(file, line -> {
      throw new AssertionError("a line of an empty file");
    })).isZero();
  }
}
