// SPDX-License-Identifier: Apache-2.0
package ist.spike.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ist.spike.wire.SpikeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What may be packed beside a store. */
final class IncludesTest {

  @TempDir
  private Path directory;

  /** To open and close one of these would drop the locks that this very process has on it. */
  @ParameterizedTest
  @ValueSource(strings = {"store.db", "store.db-wal", "store.db-shm", "store.lock"})
  void copy_fileOfAStore_isRefusedAndNotOpened(String name) throws IOException {
    // Given
    Path data = Files.createDirectory(directory.resolve("data"));
    Path work = Files.createDirectory(directory.resolve("work"));
    Files.writeString(data.resolve(name), "text");

    // When, Then
    assertThatExceptionOfType(SpikeException.class)
        .isThrownBy(() -> Includes.copy(List.of(data), work))
        .withMessage(data.resolve(name)
            + " of backup.include is of a store, which is in each backup anyway");
    assertThat(work).isEmptyDirectory();
  }

  @Test
  void copy_plainFiles_areCopied() throws IOException {
    // Given
    Path conf = Files.createDirectory(directory.resolve("conf"));
    Path work = Files.createDirectory(directory.resolve("work"));
    Files.writeString(conf.resolve("server.conf"), "server {}");

    // When
    var copies = Includes.copy(List.of(conf), work);

    // Then
    assertThat(copies).containsOnlyKeys("include" + conf + "/server.conf");
    assertThat(copies.firstEntry().getValue()).hasContent("server {}");
  }
}
