// SPDX-License-Identifier: Apache-2.0
package ist.spike.archive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ist.spike.crypto.RootKey;
import ist.spike.vectors.Vectors;
import ist.spike.wire.SpikeException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The format as others see it: a script that knows only its page, and the tools of every system. */
final class BundleFormatTest {

  private static final Path READER = Path.of("tests/ist/spike/vectors/read_backup.py");
  private static final int MAX_WAIT_SECONDS = 60;

  private final Vectors vector = Vectors.load("backup.json");

  @TempDir
  private Path directory;

  @Test
  void bundle_ofAnIndependentScript_opens() throws IOException {
    // Given
    byte[] file = Base64.getDecoder().decode(vector.text("bundle"));
    ByteArrayOutputStream contents = new ByteArrayOutputStream();
    try (RootKey key = RootKey.of(vector.secret("root_key"))) {
      // When
      BundleHeader header = BundleHeader.read(new ByteArrayInputStream(file));
      OpenedBundle opened =
          new BundleReader(new ByteArrayInputStream(file), BackupOpener.of(key))
              .read((_, _) -> contents);

      // Then
      assertThat(header.storeId()).hasToString(vector.text("store_id"));
      assertThat(header.shareSet().toBytes()).isEqualTo(vector.bytes("share_set"));
      assertThat(opened.sha256()).isEqualTo(vector.text("bundle_sha256"));
      assertThat(opened.manifest().files().getFirst().sha256())
          .isEqualTo(vector.text("store_sha256"));
      assertThat(new String(ManifestJson.write(opened.manifest()), UTF_8))
          .isEqualTo(vector.text("manifest"));
      assertThat(contents.size()).isEqualTo(70_000 + 10);
    }
  }

  @Test
  void signature_isThatOfTheVectors() {
    byte[] manifest = vector.text("manifest").getBytes(UTF_8);
    try (RootKey key = RootKey.of(vector.secret("root_key")); Signer signer = Signer.of(key)) {
      assertThat(signer.sign(manifest)).isEqualTo(vector.bytes("signature"));
      assertThat(signer.accepts(manifest, vector.bytes("signature"))).isTrue();
      assertThat(signer.accepts("{}".getBytes(UTF_8), vector.bytes("signature"))).isFalse();
    }
  }

  static List<Vectors> rootKeys() {
    return Vectors.load("keys.json").members("root_keys");
  }

  @ParameterizedTest
  @MethodSource("rootKeys")
  void publicKey_ofARootKey_isThatOfTheVectors(Vectors keys) {
    try (RootKey key = RootKey.of(keys.secret("root_key")); Signer signer = Signer.of(key)) {
      assertThat(signer.publicKey()).isEqualTo(keys.text("manifest_public_key"));
    }
  }

  @Test
  void script_opensOurs() throws Exception {
    try (BundleFixture fixture = new BundleFixture(directory)) {
      // Given
      SealedFile sealed = fixture.sealed();
      Path key = directory.resolve("root-key");
      fixture.key.bytes().lendTo(bytes -> write(key, HexFormat.of().formatHex(bytes)));

      // When
      String manifest = run("python3", READER.toAbsolutePath().toString(),
          sealed.file().toString(), key.toString(), "opened");

      // Then
      assertThat(manifest).contains(sealed.file().getFileName().toString().replace(".age", ""));
      assertThat(directory.resolve("opened/store.db")).hasContent("the store");
      assertThat(directory.resolve("opened/include/etc/spire.conf")).hasContent("server {}");
    }
  }

  @Test
  void tools_openOursWithAnOperatorsKey() throws Exception {
    try (BundleFixture fixture = new BundleFixture(directory)) {
      // Given
      run("age-keygen", "-o", "operator.txt");
      AgeRecipient operator = AgeRecipient.parse(
          Files.readAllLines(directory.resolve("operator.txt")).get(1).replaceAll(".*: ", ""));
      Path target = directory.resolve("ours.age");
      new BundleWriter(fixture.manifest(fixture.sources()), _ -> {}).write(target,
          fixture.sources(), new BundleWriter.Keys(fixture.key, List.of(operator)));

      // When
      String listed =
          run("sh", "-c", "age -d -i operator.txt ours.age | zstd -dq | tar -tv");
      run("sh", "-c", "mkdir out && age -d -i operator.txt ours.age | zstd -dq | tar -x -C out");

      // Then
      assertThat(listed.lines().map(line -> line.replaceAll(".* ", ""))).containsExactly(
          "manifest.json", "manifest.sig", "store.db", "include/etc/spire.conf");
      assertThat(listed).contains("-rw------- 0/0").contains("2026-01-02");
      assertThat(directory.resolve("out/store.db")).hasContent("the store");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "{}", "{\"format\":1}", "nonsense",
      "{\"format\":1,\"format\":1}"})
  void manifest_thatIsNone_isRefused(String json) {
    assertThatExceptionOfType(SpikeException.class)
        .isThrownBy(() -> ManifestJson.parse(json.getBytes(UTF_8)))
        .withMessageStartingWith("the manifest ");
  }

  @Test
  void manifest_ofALaterFormat_saysSo() {
    String later = vector.text("manifest").replace("{\"format\":1,", "{\"format\":2,");
    assertThatExceptionOfType(SpikeException.class)
        .isThrownBy(() -> ManifestJson.parse(later.getBytes(UTF_8)))
        .withMessage("the backup has format 2, this program knows 1;"
            + " use the program that wrote it");
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private String run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).directory(directory.toFile())
        .redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor(MAX_WAIT_SECONDS, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(said).isZero();
    return said;
  }
}
