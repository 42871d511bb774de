// SPDX-License-Identifier: Apache-2.0
package ist.spike.pilot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ist.spike.archive.AgeIdentity;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What commands leave on the disk, and what they must not take the place of. */
final class PrivateFileTest {

  @TempDir
  private Path home = Path.of("");

  @Test
  void replacing_aDevice_isRefused() throws Exception {
    // Given what a device is to us: a file that is not regular
    Path pipe = home.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();

    // When, Then
    assertThatThrownBy(() -> PrivateFile.replacing(pipe).close()).isInstanceOf(IOException.class)
        .hasMessage("it is no regular file");
    assertThat(Files.readAttributes(pipe, BasicFileAttributes.class).isOther()).isTrue();
    try (var files = Files.list(home)) {
      assertThat(files).containsExactly(pipe);
    }
  }

  @Test
  void importFile_plaintextWhereAnIdentityWasGiven_isRefusedBeforeItIsKept() {
    Terminal terminal = Terminal.of(OutputStream.nullOutputStream(),
        OutputStream.nullOutputStream(),
        new ByteArrayInputStream("{\"secret\":1}\n".getBytes(StandardCharsets.US_ASCII)));

    assertThatThrownBy(
        () -> ImportFile.of("-", Optional.of(AgeIdentity.generate()), terminal).close())
        .isInstanceOf(IOException.class).hasMessage("it is not encrypted");
  }
}
