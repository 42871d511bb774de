// SPDX-License-Identifier: Apache-2.0
package ist.spike.archive;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ist.spike.crypto.RootKey;
import ist.spike.crypto.SecretBytes;
import ist.spike.vectors.Vectors;
import ist.spike.wire.SpikeException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AgeTest {

  private static final int CHUNK = 65_536;

  private final AgeIdentity identity = AgeIdentity.generate();
  private final AgeIdentity stranger = AgeIdentity.generate();

  @TempDir
  private Path directory;

  @AfterEach
  void close() {
    identity.close();
    stranger.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK})
  void decrypt_whatWasEncrypted_isTheSame(int size) throws IOException {
    byte[] plain = noise(size);
    byte[] file = encrypted(plain, List.of(stranger.recipient(), identity.recipient()));
    assertThat(decrypted(file, identity)).isEqualTo(plain);
    assertThat(decrypted(file, stranger)).isEqualTo(plain);
  }

  @Test
  void decrypt_anyBitFlipped_fails() throws IOException {
    // Given
    byte[] file = encrypted(noise(100), List.of(identity.recipient()));

    for (int bit = 0; bit < file.length * 8; bit++) {
      byte[] altered = file.clone();
      altered[bit / 8] ^= (byte) (1 << bit % 8);

      // Then
      assertThatThrownBy(() -> decrypted(altered, identity)).as("bit %d", bit)
          .isInstanceOfAny(IOException.class, SpikeException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 10, 150, CHUNK, CHUNK + 16, 2 * CHUNK, 2 * CHUNK + 32})
  void decrypt_fileCutShort_fails(int removed) throws IOException {
    byte[] file = encrypted(noise(2 * CHUNK), List.of(identity.recipient()));
    byte[] cut = Arrays.copyOf(file, file.length - removed - 1);
    assertThatThrownBy(() -> decrypted(cut, identity)).isInstanceOfAny(IOException.class,
        SpikeException.class);
  }

  @Test
  void decrypt_lastChunkMissing_fails() throws IOException {
    byte[] file = encrypted(noise(2 * CHUNK), List.of(identity.recipient()));
    byte[] cut = Arrays.copyOf(file, file.length - CHUNK - 16);
    assertThatThrownBy(() -> decrypted(cut, identity)).isInstanceOf(IOException.class);
  }

  @Test
  void decrypt_anotherIdentity_isRefusedByName() throws IOException {
    byte[] file = encrypted(noise(1), List.of(identity.recipient()));
    assertThatExceptionOfType(SpikeException.class)
        .isThrownBy(() -> decrypted(file, stranger))
        .withMessageContaining("not encrypted to " + stranger.recipient());
  }

  @Test
  void stanza_ofAnUnknownType_isIgnoredAndReadable() throws IOException {
    // Given
    AgeStanza note = new AgeStanza("spike", List.of("1"), noise(4_131));
    ByteArrayOutputStream file = new ByteArrayOutputStream();

    // When
    try (OutputStream out =
        Age.encrypt(file, List.of(identity.recipient()), List.of(note))) {
      out.write(1);
    }

    // Then
    List<AgeStanza> header = AgeHeader.read(new ByteArrayInputStream(file.toByteArray()));
    assertThat(header).extracting(AgeStanza::type).containsExactly("X25519", "spike");
    assertThat(header.getLast().arguments()).containsExactly("1");
    assertThat(header.getLast().body()).isEqualTo(note.body());
    assertThat(decrypted(file.toByteArray(), identity)).containsExactly(1);
  }

  @Test
  void tool_opensOursAndWeOpenItsFiles() throws Exception {
    // Given
    byte[] plain = noise(CHUNK + 5);
    Path ours = directory.resolve("ours.age");
    AgeStanza note = new AgeStanza("spike", List.of("1"), noise(100));
    run("age-keygen", "-o", "key.txt");
    char[] text = Files.readAllLines(directory.resolve("key.txt")).getLast().toCharArray();

    try (AgeIdentity tool = AgeIdentity.parse(text)) {
      // When
      try (OutputStream out = Age.encrypt(Files.newOutputStream(ours),
          List.of(identity.recipient(), tool.recipient()), List.of(note))) {
        out.write(plain);
      }
      run("age", "-d", "-i", "key.txt", "-o", "plain", "ours.age");
      run("age", "-r", identity.recipient().text(), "-o", "theirs.age", "plain");

      // Then
      assertThat(directory.resolve("plain")).hasBinaryContent(plain);
      assertThat(decrypted(Files.readAllBytes(directory.resolve("theirs.age")), identity))
          .isEqualTo(plain);
      assertThat(Files.readString(directory.resolve("key.txt")))
          .contains(tool.recipient().text());
    }
  }

  static List<Vectors> rootKeys() {
    return Vectors.load("keys.json").members("root_keys");
  }

  @ParameterizedTest
  @MethodSource("rootKeys")
  void backupIdentity_ofARootKey_isThatOfTheVectors(Vectors vector) {
    try (RootKey key = RootKey.of(vector.secret("root_key"));
        AgeIdentity backups = AgeIdentity.ofBackups(key)) {
      assertThat(backups.recipient().publicKey()).isEqualTo(vector.bytes("backup_public_key"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "age1", "age", "AGE1XYZ",
      "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8q",
      "AGE1QL3Z7HJY54PW3HYWW5AYYFG7ZQGVC7W3J2ELW8ZMRJ2KG5SFN9AQMCAC8P",
      "ssh-ed25519 AAAA", "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"})
  void recipient_ofAnotherForm_isRefused(String text) {
    assertThatExceptionOfType(SpikeException.class).isThrownBy(() -> AgeRecipient.parse(text))
        .withMessageContaining("'" + text + "' is no age recipient; one reads age1 and 58 more");
  }

  @Test
  void recipient_ofTheSpecification_isRead() {
    String text = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p";
    assertThat(AgeRecipient.of(AgeRecipient.parse(text).publicKey())).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "AGE-SECRET-KEY-1", "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj",
      "AGE-SECRET-KEY-1QQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQ"})
  void identity_ofAnotherForm_isRefusedWithoutQuotingIt(String text) {
    assertThatExceptionOfType(SpikeException.class)
        .isThrownBy(() -> AgeIdentity.parse(text.toCharArray()))
        .withMessageEndingWith("no age identity; one reads AGE-SECRET-KEY-1 and 58 more characters")
        .withNoCause();
  }

  @Test
  void identity_ofTheWrongSize_isRefused() {
    assertThatThrownBy(() -> AgeIdentity.of(SecretBytes.random(31)))
        .isInstanceOf(IllegalArgumentException.class).hasMessage("an age identity has 32 bytes");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "age-encryption.org/v1", "age-encryption.org/v2\n---\n",
      "age-encryption.org/v1\nnothing\n", "age-encryption.org/v1\n-> a\n!!!!\n---\n"})
  void header_thatIsNone_isRefused(String text) {
    assertThatExceptionOfType(SpikeException.class)
        .isThrownBy(() -> AgeHeader.read(new ByteArrayInputStream(text.getBytes(US_ASCII))))
        .withMessageContaining("the age header cannot be read: ");
  }

  private static byte[] encrypted(byte[] plain, List<AgeRecipient> recipients)
      throws IOException {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    try (OutputStream out = Age.encrypt(file, recipients)) {
      out.write(plain);
    }
    return file.toByteArray();
  }

  private static byte[] decrypted(byte[] file, AgeIdentity identity) throws IOException {
    try (InputStream in = Age.decrypt(new ByteArrayInputStream(file), identity)) {
      return in.readAllBytes();
    }
  }

  private static byte[] noise(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }

  private void run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).directory(directory.toFile())
        .redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), US_ASCII);
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(said).isZero();
  }
}
