// SPDX-License-Identifier: Apache-2.0
package ist.spike.archive;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ist.spike.crypto.KeyId;
import ist.spike.shard.CheckValue;
import ist.spike.shard.ShareSetId;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.ShareLabel;
import ist.spike.wire.SpikeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The stock tools open what we seal. They must be there: without them these tests fail. */
final class CustodianTest {

  private static final CustodyHeader HEADER = new CustodyHeader("0".repeat(31) + "1",
      new ShareLabel(KeyId.parse("a".repeat(32)), ShareSetId.parse("b".repeat(32)), 2, 3, 2,
          CheckValue.parse("c".repeat(32))));
  private static final String SHARE = "spike:2:" + "0f".repeat(32);
  private static final int TOOL_SECONDS = 30;

  @TempDir
  Path directory;

  @AfterEach
  void endAgent() throws Exception {
    run("gpgconf", "--homedir", directory.resolve("gnupg").toString(), "--kill", "gpg-agent");
  }

  @Test
  void seal_toAge_ageOpensItAndAnyoneReadsTheHeader() throws Exception {
    // Given
    Path identity = directory.resolve("identity");
    run("age-keygen", "-o", identity.toString());
    Custodian custodian = Custodian.of(run("age-keygen", "-y", identity.toString()).strip());

    // When
    Path file = write("share.age", custodian.seal(HEADER, SHARE.getBytes(US_ASCII)));

    // Then
    assertThat(run("age", "-d", "-i", identity.toString(), file.toString())).isEqualTo(SHARE);
    assertHeader(file);
    assertThat(Files.readString(file, ISO_8859_1))
        .contains("-> spike-share 1 store=" + "0".repeat(31)
            + "1 key=" + "a".repeat(32) + " set=" + "b".repeat(32) + " share=2 n=3 t=2 check="
            + "c".repeat(32) + "\n");
    assertThat(custodian.suffix()).isEqualTo("age");
  }

  @Test
  void seal_toOpenPgp_gpgOpensItAndAnyoneReadsTheHeader() throws Exception {
    // Given
    Path key = openPgpKey("cv25519");

    // When
    Custodian custodian = Custodian.of(key.toString());
    Path file = write("share.asc", custodian.seal(HEADER, SHARE.getBytes(US_ASCII)));

    // Then
    assertThat(gpg("--decrypt", file.toString())).isEqualTo(SHARE);
    assertHeader(file);
    assertThat(Files.readString(file, ISO_8859_1)).contains("Comment: spike-share\n",
        "Comment: share=2\n", "Comment: check=" + "c".repeat(32) + "\n");
    assertThat(custodian.suffix()).isEqualTo("asc");
  }

  @ParameterizedTest
  @ValueSource(strings = {"sign", "expired"})
  void of_openPgpKeyThatMayNotEncrypt_isRefused(String kind) throws Exception {
    Path key = openPgpKey(kind);
    assertRefused(key.toString(), "no part of it may encrypt");
  }

  @Test
  void of_secretOpenPgpKey_isRefused() throws Exception {
    openPgpKey("cv25519");
    Path secret = write("secret", gpg("--armor", "--export-secret-keys").getBytes(US_ASCII));
    assertRefused(secret.toString(), "give Nexus the public one");
  }

  @Test
  void of_anythingElse_isRefused() throws Exception {
    assertRefused("age1qqqq", "'age1qqqq' is no age recipient");
    assertRefused(directory.resolve("nowhere").toString(), "NoSuchFileException");
    assertRefused(write("text", "hello".getBytes(US_ASCII)).toString(),
        "nor a file with an OpenPGP public key");
    assertRefused(write("large", new byte[(1 << 20) + 1]).toString(), "more than 1048576 bytes");
  }

  @Test
  void header_alteredOrMissing_isDamaged() {
    String file = new String(new AgeCustodian(AgeIdentity.generate().recipient())
        .seal(HEADER, SHARE.getBytes(US_ASCII)), ISO_8859_1);
    for (String altered : List.of(file.replace("n=3", "n=1"), file.replace("share=2 ", ""),
        file.replace("share=2", "share=02"), file.replace("spike-share 1", "spike-share 2"),
        file.replace("spike-share", "other"), "-----BEGIN PGP MESSAGE-----\n\nabc")) {
      byte[] bytes = altered.getBytes(ISO_8859_1);
      assertThatExceptionOfType(SpikeException.class)
          .isThrownBy(() -> CustodyFile.header(bytes))
          .extracting(SpikeException::code).isEqualTo(ErrorCode.DAMAGED);
    }
  }

  private static void assertHeader(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    assertThat(CustodyFile.isEncrypted(bytes)).isTrue();
    assertThat(CustodyFile.header(bytes)).isEqualTo(HEADER);
  }

  private static void assertRefused(String custodian, String why) {
    assertThatExceptionOfType(SpikeException.class).isThrownBy(() -> Custodian.of(custodian))
        .withMessageContaining(why)
        .extracting(SpikeException::code).isEqualTo(ErrorCode.BAD_SETTING);
  }

  /** A new key pair in a keyring of this test; gives the file with its public key. */
  private Path openPgpKey(String kind) throws Exception {
    Files.createDirectory(directory.resolve("gnupg"),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    switch (kind) {
      case "sign" -> gpg("--quick-generate-key", "Signer", "ed25519", "sign", "never");
      case "expired" -> gpg("--faked-system-time", "20200101T000000", "--quick-generate-key",
          "Past", "rsa2048", "default", "2020-02-01");
      default -> gpg("--quick-generate-key", "Carol <carol@example.org>", "default", "default",
          "never");
    }
    return write("public.asc", gpg("--armor", "--export").getBytes(US_ASCII));
  }

  private String gpg(String... arguments) throws Exception {
    return run(Stream.concat(Stream.of("gpg", "--homedir", directory.resolve("gnupg").toString(),
        "--batch", "--quiet", "--passphrase", "", "--pinentry-mode", "loopback"),
        Stream.of(arguments)).toArray(String[]::new));
  }

  private Path write(String name, byte[] content) throws IOException {
    return Files.write(directory.resolve(name), content);
  }

  private String run(String... command) throws IOException, InterruptedException {
    Path errors = directory.resolve("errors");
    Process process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
    String output = new String(process.getInputStream().readAllBytes(), US_ASCII);
    assertThat(process.waitFor(TOOL_SECONDS, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(() -> String.join(" ", command) + ": " + read(errors))
        .isZero();
    return output;
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }
}
