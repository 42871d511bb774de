// SPDX-License-Identifier: Apache-2.0
package ist.spike.pilot;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What export and import refuse before they ask Nexus for anything. */
final class SecretExportRefusalsTest {

  private static final String HEAD =
      "{\"export\":{\"format\":\"spike-secret-export\",\"version\":1}}\n";
  private static final Nexus.Connector NOBODY = role -> {
    throw new AssertionError("nobody is asked");
  };

  @TempDir
  Path directory;

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "{\"secret\":{\"path\":\"a\",\"vlaues\":{\"k\":\"v\"}}} | line 2: the secret has neither versions"
          + " nor values",
      "{\"secret\":{\"path\":\"a\",\"versions\":[{\"version\":1,\"value\":{}}]}} | line 2: version 1 has no"
          + " values; null if it was stored without",
      "{\"secret\":{\"path\":\"a\",\"versions\":[{\"values\":{}}]}} | line 2: version 0 is there twice or"
          + " is no number from 1 on",
      "{\"a\":1} | line 2: it is neither the head of an export nor a secret nor the end",
      "{\"export\":{\"format\":\"spike-secret-export\",\"version\":2}} | line 2: it is of version 2 of the"
          + " format, and this program reads 1"})
  void import_lineThatMakesNoSense_isNamed(String line, String sentence) throws Exception {
    // Given
    Files.writeString(directory.resolve("export"), HEAD + line + "\n");

    // When
    Shell shell = new Shell(directory, NOBODY);
    int exit =
        shell.run("secret import --insecure-plaintext " + directory.resolve("export"));

    // Then
    assertThat(exit).isEqualTo(1);
    assertThat(shell.err()).contains("spike: " + sentence + "; nothing was imported");
  }

  @ParameterizedTest
  @ValueSource(strings = {"secret export", "secret export --insecure-plaintext -r age1x",
      "secret import x", "secret import x --insecure-plaintext -i key.txt"})
  void run_withoutSayingWhoReads_isRefused(String line) {
    // When
    Shell shell = new Shell(directory, NOBODY);

    // Then
    assertThat(shell.run(line)).isEqualTo(2);
    assertThat(shell.err()).contains("--insecure-plaintext");
  }
}
