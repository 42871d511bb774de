// SPDX-License-Identifier: Apache-2.0
package ist.spike.backup;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ist.spike.archive.BackupId;
import ist.spike.backup.FaultyWire.Fault;
import ist.spike.crypto.RootKey;
import ist.spike.wire.BackupInfo;
import ist.spike.wire.BackupRequest;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.Operation;
import ist.spike.wire.Reply;
import ist.spike.wire.SpikeException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against OpenSSH's server. */
@Tag("system")
final class SftpDestinationTest {

  private static final BackupId ID = BackupId.parse("spike-0a0b0c0d-20260301T021500Z-7");
  private static final String FILE = ID.fileName();
  private static final Duration SHORT = Duration.ofSeconds(3);
  private static final Duration PATIENT = Duration.ofSeconds(60);
  private static final Duration LONG = Duration.ofMinutes(10);
  private static final int RATE = 1_000_000;

  @TempDir
  private Path directory;

  private SftpServer server;

  @BeforeEach
  void start() throws Exception {
    server = new SftpServer(directory, "");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void put_largeFile_isReadBackListedAndDeleted() throws Exception {
    // Given
    byte[] content = bytes(5_000_000);
    SftpDestination destination = server.destination();

    // When
    destination.put(upload(content));

    // Then
    assertThat(server.far().resolve(FILE)).hasBinaryContent(content);
    assertThat(PosixFilePermissions.toString(
        Files.getPosixFilePermissions(server.far().resolve(FILE)))).isEqualTo("rw-------");
    try (InputStream in = destination.open(FILE)) {
      assertThat(in.readAllBytes()).isEqualTo(content);
    }
    assertThat(destination.list()).containsExactly(FILE);
    assertThat(destination.name())
        .isEqualTo("sftp://127.0.0.1:" + server.port + server.far());
    destination.delete(FILE);
    assertThat(destination.list()).isEmpty();
    destination.delete(FILE);
  }

  @Test
  void put_nameTaken_replacesTheFile() throws Exception {
    // Given
    Files.writeString(server.far().resolve(FILE), "of an upload that did not verify");

    // When
    server.destination().put(upload("sound".getBytes(UTF_8)));

    // Then
    assertThat(server.far().resolve(FILE)).hasContent("sound");
  }

  @Test
  void put_connectionCut_leavesNoFileOfThatName() throws Exception {
    // Given
    try (FaultyWire wire = new FaultyWire(server.port, Fault.CUTS)) {
      SftpDestination destination = server.destination(wire.port(), PATIENT);
      wire.allow(200_000, Long.MAX_VALUE);

      // When
      assertRefused(() -> destination.put(upload(bytes(1_000_000))),
          "cannot write " + FILE);

      // Then
      wire.allow(Long.MAX_VALUE, Long.MAX_VALUE);
      assertThat(destination.list()).isEmpty();
      assertThat(server.far().resolve(FILE + ".partial")).exists();
      Path foreign = Files.createFile(
          server.far().resolve("spike-99999999-20260301T021400Z-7.age.partial"));
      destination.clean(ID);
      assertThat(server.far()).isDirectoryNotContaining(each -> !each.equals(foreign));
      assertThat(foreign).exists();
    }
  }

  @Test
  void anything_serverFallsSilent_endsInTime() throws Exception {
    // Given
    try (FaultyWire wire = new FaultyWire(server.port, Fault.STALLS)) {
      SftpDestination destination = server.destination(wire.port(), SHORT);
      server.destination(wire.port(), PATIENT).put(upload(bytes(900_000)));

      // Then
      wire.allow(100_000, Long.MAX_VALUE);
      assertRefused(() -> destination.put(upload(bytes(9_000_000))),
          "cannot write");
      wire.allow(Long.MAX_VALUE, 100_000);
      assertThatThrownBy(() -> {
        try (InputStream in = destination.open(FILE)) {
          in.readAllBytes();
        }
      }).isInstanceOfAny(IOException.class, SpikeException.class);
      wire.allow(0, 0);
      assertRefused(destination::list, "cannot list");
    }
  }

  @Test
  void anything_serverTrickles_endsInTime() throws Exception {
    // Given
    try (FaultyWire wire = new FaultyWire(server.port, Fault.TRICKLES)) {
      Destination destination = new PacedDestination(server.destination(wire.port(), LONG),
          new Pace.Limits(SHORT, RATE));
      server.destination(wire.port(), PATIENT).put(upload(bytes(900_000)));
      String tooSlow = destination.name() + " is too slow: given up at ";

      // Then
      wire.allow(100_000, Long.MAX_VALUE);
      assertRefused(() -> destination.put(upload(bytes(9_000_000))), tooSlow);
      wire.allow(Long.MAX_VALUE, 100_000);
      assertRefused(() -> {
        try (InputStream in = destination.open(FILE)) {
          in.readAllBytes();
        }
      }, tooSlow);
      wire.allow(0, 0);
      assertRefused(destination::list, tooSlow + "0 bytes; backup.pace.patience and"
          + " backup.pace.rate say how slow it may be");
    }
  }

  @Test
  void open_cutOrMissing_isAnError() throws Exception {
    // Given
    try (FaultyWire wire = new FaultyWire(server.port, Fault.CUTS)) {
      SftpDestination destination = server.destination(wire.port(), PATIENT);
      destination.put(upload(bytes(900_000)));
      wire.allow(Long.MAX_VALUE, 200_000);

      // Then
      assertThatThrownBy(() -> {
        try (InputStream in = destination.open(FILE)) {
          in.readAllBytes();
        }
      }).isInstanceOf(IOException.class);
      wire.allow(Long.MAX_VALUE, Long.MAX_VALUE);
      Files.delete(server.far().resolve(FILE));
      assertThatThrownBy(() -> destination.open(FILE)).hasMessage(FILE + " is not in "
          + destination.name()).extracting("code").isEqualTo(ErrorCode.NOT_FOUND);
    }
  }

  @Test
  void put_noRoomAtTheFarEnd_isAnError() throws Exception {
    // Given
    server.close();
    Path other = Files.createDirectory(directory.resolve("small"));
    try (SftpServer small = new SftpServer(other, "trap '' XFSZ; ulimit -f 100;")) {

      // Then
      assertRefused(
          () -> small.destination().put(upload(bytes(1_000_000))),
          "cannot write");
      assertThat(small.destination().list()).isEmpty();
    }
  }

  @Test
  void anything_serverNotPinned_isRefused() throws Exception {
    // Given
    SftpDestination destination = server.destination();
    Path known = directory.resolve("known_hosts");

    // Then
    Tools.run(directory, "ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", "other");
    for (String line : new String[]{"", "[127.0.0.1]:" + server.port + " "
        + Files.readString(directory.resolve("other.pub"))}) {
      Files.writeString(known, line);
      assertRefused(destination::list, "cannot list");
      assertThat(known).hasContent(line);
    }
  }

  @Test
  void anything_keyNotKnownToTheServer_isRefused() throws Exception {
    // Given
    SftpDestination destination = server.destination();
    Files.writeString(directory.resolve("authorized_keys"), "");

    // Then
    assertRefused(destination::list, "cannot list");
  }

  @Test
  void run_farDestinationDownThenUp_hasAStateOfItsOwn() throws Exception {
    // Given
    try (FaultyWire wire = new FaultyWire(server.port, Fault.CUTS);
        BackupMachine machine = new BackupMachine(directory.resolve("nexus"), RootKey.generate())) {
      SftpDestination far = server.destination(wire.port(), PATIENT);
      machine.destinations.add(0, far);
      machine.start();
      wire.allow(8_000, Long.MAX_VALUE);

      // When
      String first = machine.run().id();

      // Then
      assertThat(machine.store.deadLetters()).extracting(kept -> kept.letter().subject())
          .contains(first + " in " + far.name());
      assertThat(machine.list().destinations())
          .containsExactly(far.name(), machine.destinations.get(1).name());
      assertThat(machine.shared().status().failures()).isEqualTo(1);

      // When
      wire.allow(Long.MAX_VALUE, Long.MAX_VALUE);
      machine.pass(Duration.ofDays(1));
      String second = machine.run().id();

      // Then
      assertThat(machine.shared().status().failures()).isZero();
      Path stored = server.far().resolve(second + ".age");
      assertThat(stored).hasSameBinaryContentAs(machine.file(second));

      // When
      machine.edit(stored, bytes -> bytes[bytes.length / 2] ^= 1);
      BackupInfo found = verify(machine, second);

      // Then
      assertThat(found.places().getFirst().problem()).isNotEmpty();
      assertThat(found.places().get(1).problem()).isEmpty();
      assertThat(machine.shared().status().failures()).isEqualTo(1);

      // When
      wire.allow(0, 0);
      Reply refused =
          machine.ask(Operation.VERIFY_BACKUP, BackupRequest.of(second).toJson());

      // Then
      assertThat(refused.status()).isEqualTo(500);
      assertThat(machine.list().backups().getLast().places().get(1).checked())
          .contains(machine.now());
    }
  }

  private static BackupInfo verify(BackupMachine machine, String id) {
    machine.pass(Duration.ofMinutes(1));
    return machine.ask(Operation.VERIFY_BACKUP, id);
  }

  private static void assertRefused(ThrowingCallable work,
      String start) {
    assertThatThrownBy(work).isInstanceOf(SpikeException.class).hasMessageStartingWith(start)
        .extracting("code").isEqualTo(ErrorCode.UNREACHABLE);
  }

  private static Upload upload(byte[] content) {
    return new Upload(ID, new ByteArrayInputStream(content), content.length, "");
  }

  private static byte[] bytes(int size) {
    byte[] bytes = new byte[size];
    new Random(7).nextBytes(bytes);
    return bytes;
  }
}
