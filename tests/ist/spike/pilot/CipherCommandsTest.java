// SPDX-License-Identifier: Apache-2.0
package ist.spike.pilot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ist.spike.wire.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bytes through {@code spike cipher}, and what is said when they do not get through. */
final class CipherCommandsTest {

  @TempDir
  private Path home = Path.of("");

  @Test
  void encrypt_standardInput_goesToStandardOutputAsItIs() {
    // Given
    FakeNexus nexus = FakeNexus.answering("\u0001sealed\n\n");
    Shell shell = new Shell(home, nexus);

    // When
    int exit = shell.run(List.of("cipher", "encrypt"), "some text\n");

    // Then
    assertThat(shell.out()).isEqualTo("\u0001sealed\n\n");
    assertThat(shell.err()).isEmpty();
    assertThat(nexus.asked()).containsExactly("raw", "SUPERUSER ENCRYPT_DATA some text\n");
    assertThat(exit).isZero();
  }

  @Test
  void decrypt_files_areReadAndWritten() throws IOException {
    // Given
    Path in = Files.writeString(home.resolve("in"), "sealed");
    Path out = home.resolve("out");
    FakeNexus nexus = FakeNexus.answering("opened");
    Shell shell = new Shell(home, nexus);

    // When
    int exit = shell.run("cipher decrypt -f " + in + " -o " + out);

    // Then
    assertThat(out).content(UTF_8).isEqualTo("opened");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(out)))
        .isEqualTo("rw-------");
    assertThat(shell.out() + shell.err()).isEmpty();
    assertThat(nexus.asked()).containsExactly("raw", "SUPERUSER DECRYPT_DATA sealed");
    assertThat(exit).isZero();
  }

  @Test
  void decrypt_nexusRefuses_outputFileStaysAsItWas() throws IOException {
    // Given
    Path out = Files.writeString(home.resolve("out"), "precious");
    Shell shell = new Shell(home, FakeNexus.failing(ErrorCode.BAD_REQUEST));

    // When
    int exit = shell.run("cipher decrypt --out " + out);

    // Then
    assertThat(out).content(UTF_8).isEqualTo("precious");
    assertThat(shell.err()).startsWith("Error: Invalid request.\nspike: ");
    assertThat(exit).isNotZero();
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "cipher encrypt -f no-such-file | Error: Input file does not exist: no-such-file",
      "cipher encrypt --plaintext x | Error: Invalid --plaintext base64.",
      "cipher encrypt --plaintext YQ | Error: Invalid --plaintext base64.",
      "cipher decrypt --version 256 | Error: Invalid --version, must be 0-255.",
      "cipher decrypt --version -1 | Error: Invalid --version, must be 0-255.",
      "cipher decrypt --nonce YQ== | Error: Invalid --version, must be 0-255.",
      "cipher decrypt --version 1 --nonce Y | Error: Invalid --nonce base64.",
      "cipher decrypt --version 1 --ciphertext - | Error: Invalid --ciphertext base64."})
  void run_badInput_isNamedBeforeNexusIsAsked(String line, String error) {
    // Given
    FakeNexus nexus = FakeNexus.answering("{}");
    Shell shell = new Shell(home, nexus);

    // When
    int exit = shell.run(line);

    // Then
    assertThat(shell.err()).startsWith(error + "\nspike: ");
    assertThat(nexus.asked()).isEmpty();
    assertThat(exit).isNotZero();
  }

  @Test
  void encrypt_outputCannotBeWritten_isNamed() {
    Shell shell = new Shell(home, FakeNexus.answering("sealed"));

    int exit = shell.run("cipher encrypt -o /no/such/directory");

    assertThat(shell.err()).startsWith("Error: Failed to write output: /no/such/directory\n");
    assertThat(exit).isNotZero();
  }
}
