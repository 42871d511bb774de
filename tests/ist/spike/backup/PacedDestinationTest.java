// SPDX-License-Identifier: Apache-2.0
package ist.spike.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ist.spike.archive.BackupId;
import ist.spike.crypto.RootKey;
import ist.spike.wire.BackupInfo;
import ist.spike.wire.BackupRequest;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.Operation;
import ist.spike.wire.SpikeException;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Against a destination that goes on for ever. */
@Timeout(120)
final class PacedDestinationTest {

  private static final BackupId ID = BackupId.parse("spike-0a0b0c0d-20260301T021500Z-7");
  /** For as long may a machine stand still that should not be called slow. */
  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final Pace.Limits LIMITS = new Pace.Limits(PATIENCE, 1_000);

  @TempDir
  private Path directory;

  @Test
  void anything_aByteNowAndThen_isGivenUp() throws Exception {
    // Given
    Destination behind = DirectoryDestination.own(directory.resolve("far"));
    behind.put(upload(100));
    Destination slow = new PacedDestination(new EndlessDestination(behind, 20), LIMITS);

    // Then
    assertTooSlow(slow::list, 0);
    assertTooSlow(() -> slow.put(upload(200)), 200);
    assertThatThrownBy(() -> {
      try (InputStream in = slow.open(ID.fileName())) {
        in.readAllBytes();
      }
    }).isInstanceOf(SpikeException.class).hasMessageContaining("is too slow");
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  @Test
  void open_bytesThatCome_earnTime() throws Exception {
    // Given
    Destination behind = DirectoryDestination.own(directory.resolve("far"));
    behind.put(upload(50));
    Destination slow = new PacedDestination(new EndlessDestination(behind, 5),
        new Pace.Limits(PATIENCE, 10));

    // Then
    try (InputStream in = slow.open(ID.fileName())) {
      assertThat(in.readNBytes(550)).startsWith(1).endsWith(0);
    }
  }

  @Test
  void verifyAndCopy_fileWithoutEnd_stopAtItsSize() throws Exception {
    try (BackupMachine machine =
        new BackupMachine(directory.resolve("nexus"), RootKey.generate())) {
      // Given
      String id = machine.start().run().id();
      machine.destinations.set(0, new EndlessDestination(machine.directory("backups"), 0));
      machine.start();
      Path media = Files.createDirectories(machine.directory.resolve("media/stick"));

      // When
      assertThat(machine.ask(Operation.COPY_BACKUP,
          new BackupRequest(id, media.toString(), false, false).toJson()).status()).isEqualTo(500);
      BackupInfo found = machine.ask(Operation.VERIFY_BACKUP, id);

      // Then
      assertThat(media).isEmptyDirectory();
      assertThat(found.places().getFirst().problem())
          .startsWith("the file is longer than the ").endsWith(" bytes it was written with");
    }
  }

  private static Upload upload(int size) {
    byte[] content = new byte[size];
    Arrays.fill(content, (byte) 1);
    return new Upload(ID, new ByteArrayInputStream(content), size, "");
  }

  private void assertTooSlow(ThrowingCallable work, long bytes) {
    assertThatThrownBy(work).hasMessage("file:" + directory.resolve("far")
        + " is too slow: given up at " + bytes
        + " bytes; backup.pace.patience and backup.pace.rate say how slow it may be")
        .extracting("code").isEqualTo(ErrorCode.UNREACHABLE);
  }
}
