// SPDX-License-Identifier: Apache-2.0
package ist.spike.audit;

import static org.assertj.core.api.Assertions.assertThat;

import ist.spike.crypto.Hmac;
import ist.spike.crypto.RootKey;
import ist.spike.crypto.SecretBytes;
import ist.spike.vectors.Vectors;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files as the format page has them, made and read by scripts that share no code with this. */
final class AuditVectorsTest {

  private static final Path READER = Path.of("tests/ist/spike/vectors/read_audit.py");
  private static final int MAX_WAIT_SECONDS = 60;

  private final Vectors vector = Vectors.load("audit.json");

  @TempDir
  private Path directory;

  @Test
  void filesOfTheScript_verifyAndGoOn() throws IOException {
    // Given
    Path files = Files.createDirectory(directory.resolve("audit"),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    Files.writeString(files.resolve("audit-00000001.jsonl"), vector.text("first"));
    Files.writeString(files.resolve("audit-00000002.jsonl"), vector.text("second"));

    try (RootKey root = RootKey.of(vector.secret("root_key"));
        SecretBytes key = root.derive(AuditLog.KEY_PURPOSE, Hmac.TAG_SIZE_BYTES);
        AuditLog log = new AuditLog(files, 3, () -> Optional.of(key.copy()))) {
      // When
      ChainHead found = log.head();
      log.append(AuditFixture.record("a"));
      AuditReport report = AuditVerifier.verify(new AuditVerifier.Subject(files, log::head,
          Optional.of(key), AuditRowSource.NONE, List.of()), lines -> {});

      // Then
      assertThat(hex(key)).isEqualTo(vector.text("key"));
      assertThat(found).hasToString(vector.text("head"));
      assertThat(report.problems()).isEmpty();
      assertThat(report.lines()).isEqualTo(7);
      assertThat(log.copied().orElseThrow().sequence()).isEqualTo(1);
    }
  }

  @Test
  void filesOfOurs_verifyWithTheScript() throws Exception {
    try (AuditFixture audit = new AuditFixture(directory, 3, 1_500)) {
      // Given
      audit.sealed = true;
      audit.log.append(AuditFixture.record("sealed"));
      audit.sealed = false;
      audit.change("finish-root-key", "k");
      audit.copyAndFlush();
      for (int i = 0; i < 20; i++) {
        audit.log.append(AuditFixture.record("grün/\"" + i + "\"\n"));
      }

      // When
      Process reader = new ProcessBuilder("python3", READER.toString(),
          audit.directory.toString()).redirectErrorStream(true).start();
      try (SecretBytes key = AuditFixture.key()) {
        reader.outputWriter(StandardCharsets.US_ASCII)
            .append(hex(key)).close();
      }
      String said = reader.inputReader(StandardCharsets.UTF_8).lines()
          .collect(Collectors.joining("\n", "", "\n"));

      // Then
      assertThat(reader.waitFor(MAX_WAIT_SECONDS, TimeUnit.SECONDS)).isTrue();
      assertThat(said).endsWith("newest " + audit.log.head() + "\n");
    }
  }

  private static String hex(SecretBytes key) {
    return key.lend(bytes -> HexFormat.of().formatHex(bytes));
  }
}
