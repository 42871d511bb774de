// SPDX-License-Identifier: Apache-2.0
package ist.spike.archive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import ist.spike.crypto.RootKey;
import ist.spike.wire.SpikeException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class BundleTest {

  @TempDir
  private Path directory;

  private BundleFixture fixture;

  @BeforeEach
  void begin() {
    fixture = new BundleFixture(directory);
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void read_whatWasWritten_isTheSame() throws IOException {
    // Given
    SealedFile sealed = fixture.sealed();
    byte[] file = Files.readAllBytes(sealed.file());

    // When
    OpenedBundle opened = fixture.open(file);

    // Then
    assertThat(opened.manifest()).isEqualTo(fixture.manifest(fixture.sources()));
    assertThat(opened.sha256()).isEqualTo(sealed.sha256()).isEqualTo(Hashes.ofFile(sealed.file()));
    assertThat(opened.sizeBytes()).isEqualTo(sealed.sizeBytes()).isEqualTo(file.length);
    assertThat(fixture.members).containsOnlyKeys("store.db", "include/etc/spire.conf");
    assertThat(fixture.members.get("store.db")).hasToString("the store");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(sealed.file())))
        .isEqualTo("rw-------");
  }

  @Test
  void header_isReadWithoutAnyKey() throws IOException {
    byte[] file = Files.readAllBytes(fixture.sealed().file());
    BundleHeader header = BundleHeader.read(new ByteArrayInputStream(file));
    assertThat(header).isEqualTo(new BundleHeader(fixture.storeId, fixture.shareSet));
  }

  @Test
  void read_bitFlippedAnywhere_fails() throws IOException {
    // Given
    byte[] file = Files.readAllBytes(fixture.sealed().file());

    // Every third byte, another bit each time; AgeTest flips every bit of a smaller file.
    for (int i = 0; i < file.length; i += 3) {
      byte[] altered = file.clone();
      altered[i] ^= (byte) (1 << i % 8);

      // Then
      assertThatThrownBy(() -> fixture.open(altered)).as("byte %d of %d", i, file.length)
          .isInstanceOfAny(IOException.class, SpikeException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, -16, -100, 1, 16, 70_000})
  void read_fileCutOrExtended_fails(int change) throws IOException {
    byte[] file = Files.readAllBytes(fixture.sealed().file());
    byte[] altered = Arrays.copyOf(file, file.length + change);
    assertThatThrownBy(() -> fixture.open(altered)).isInstanceOfAny(IOException.class,
        SpikeException.class);
  }

  /** A few kilobytes, encrypted by somebody who knows the public key, with a name that fills the memory. */
  @Test
  void read_nameOfGigabytesBeforeAnySignature_isRefusedEarly() throws IOException {
    // Given
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    try (AgeIdentity own = AgeIdentity.ofBackups(fixture.key);
        OutputStream sealed = Age.encrypt(file, List.of(own.recipient()));
        OutputStream packed = new ZstdOutputStreamNoFinalizer(sealed);
        TarArchiveOutputStream tar = new TarArchiveOutputStream(packed)) {
      TarArchiveEntry name = new TarArchiveEntry("name", TarConstants.LF_GNUTYPE_LONGNAME);
      name.setSize(64L << 20);
      tar.putArchiveEntry(name);
      for (int piece = 0; piece < 64; piece++) {
        tar.write(new byte[1 << 20]);
      }
      tar.closeArchiveEntry();
    }

    // When, Then
    assertThatExceptionOfType(SpikeException.class)
        .isThrownBy(() -> fixture.open(file.toByteArray()))
        .withMessage("the backup is damaged or forged: it unpacks to more than its manifest says");
  }

  @Test
  void read_anotherRootKey_isRefused() throws IOException {
    byte[] file = Files.readAllBytes(fixture.sealed().file());
    try (RootKey other = RootKey.generate()) {
      assertThatExceptionOfType(SpikeException.class).isThrownBy(() -> fixture.open(file, other))
          .withMessageContaining("the file is not encrypted to age1");
    }
    assertThat(fixture.members).isEmpty();
  }

  @Test
  void read_signedByAnother_givesNothingOut() throws IOException {
    // Given
    byte[] json = ManifestJson.write(fixture.manifest(fixture.sources()));
    try (RootKey other = RootKey.generate(); Signer forger = Signer.of(other)) {
      byte[] file = bundle(members("manifest.json", json, "manifest.sig", forger.sign(json),
          "store.db", "the store".getBytes(UTF_8)));

      // Then
      assertRefused(file, "the manifest is not signed by this store");
      assertThat(fixture.members).isEmpty();
    }
  }

  @Test
  void read_membersInAnotherOrder_isRefused() throws IOException {
    assertRefused(bundle(signed("include/etc/spire.conf", "server {}", "store.db", "the store")),
        "its next member is include/etc/spire.conf, not store.db");
  }

  @Test
  void read_memberMissing_isRefused() throws IOException {
    assertRefused(bundle(signed("store.db", "the store")),
        "its next member is missing, not include/etc/spire.conf");
  }

  @Test
  void read_memberTooMany_isRefused() throws IOException {
    assertRefused(
        bundle(signed("store.db", "the store", "include/etc/spire.conf", "server {}", "x", "")),
        "it has more members than the manifest lists");
  }

  @Test
  void read_memberOfAnotherSize_isRefused() throws IOException {
    assertRefused(
        bundle(signed("store.db", "the stores", "include/etc/spire.conf", "server {}")),
        "store.db has another size than the manifest says");
  }

  @Test
  void read_memberAltered_isRefused() throws IOException {
    assertRefused(bundle(signed("store.db", "the stove", "include/etc/spire.conf", "server {}")),
        "store.db has another hash than the manifest says");
  }

  @Test
  void read_signatureBeforeManifest_isRefused() throws IOException {
    assertRefused(bundle(members("manifest.sig", new byte[64])),
        "its next member is manifest.sig, not manifest.json");
  }

  @Test
  void write_sourceChangedMeanwhile_isRefused() throws IOException {
    // Given
    Map<String, Path> sources = fixture.sources();
    Manifest manifest = fixture.manifest(sources);
    fixture.file("store.db", "the stove");

    // Then
    assertThatExceptionOfType(SpikeException.class)
        .isThrownBy(() -> new BundleWriter(manifest, _ -> {}).write(directory.resolve("out"),
            sources, new BundleWriter.Keys(fixture.key, List.of())))
        .withMessageContaining("store.db changed while it was backed up; try again");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/etc/passwd", "include/../../etc/passwd", "include/..",
      "include/./a",
      "include//a", "other/a", "store.db/a", "include/a\nb", "spire/", "../store.db"})
  void member_thatLeadsElsewhere_isRefused(String name) {
    assertThatExceptionOfType(SpikeException.class)
        .isThrownBy(() -> new BundleMember(name, 0, "00".repeat(32)))
        .withMessage("the manifest cannot be read: '" + name + "' is no name of a member");
  }

  private void assertRefused(byte[] file, String why) {
    assertThatExceptionOfType(SpikeException.class).isThrownBy(() -> fixture.open(file))
        .withMessage("the backup is damaged or forged: " + why);
  }

  /** A genuine manifest, and then these members, whatever they are. */
  private Map<String, byte[]> signed(String... namesAndContents) throws IOException {
    byte[] json = ManifestJson.write(fixture.manifest(fixture.sources()));
    try (Signer signer = Signer.of(fixture.key)) {
      Map<String, byte[]> members =
          members("manifest.json", json, "manifest.sig", signer.sign(json));
      for (int i = 0; i < namesAndContents.length; i += 2) {
        members.put(namesAndContents[i], namesAndContents[i + 1].getBytes(UTF_8));
      }
      return members;
    }
  }

  private static Map<String, byte[]> members(Object... namesAndContents) {
    Map<String, byte[]> members = new LinkedHashMap<>();
    for (int i = 0; i < namesAndContents.length; i += 2) {
      members.put((String) namesAndContents[i], (byte[]) namesAndContents[i + 1]);
    }
    return members;
  }

  private byte[] bundle(Map<String, byte[]> members) throws IOException {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    try (AgeIdentity own = AgeIdentity.ofBackups(fixture.key);
        OutputStream sealed = Age.encrypt(file, List.of(own.recipient()));
        OutputStream packed = new ZstdOutputStreamNoFinalizer(sealed);
        TarArchiveOutputStream tar = new TarArchiveOutputStream(packed)) {
      for (Map.Entry<String, byte[]> member : members.entrySet()) {
        TarArchiveEntry entry = new TarArchiveEntry(member.getKey());
        entry.setSize(member.getValue().length);
        tar.putArchiveEntry(entry);
        tar.write(member.getValue());
        tar.closeArchiveEntry();
      }
    }
    return file.toByteArray();
  }
}
