// SPDX-License-Identifier: Apache-2.0
package ist.spike.backup;

import static org.assertj.core.api.Assertions.assertThat;

import ist.spike.archive.Place;
import ist.spike.backup.FaultyWire.Fault;
import ist.spike.crypto.RootKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that is killed in the middle of an upload to another machine, and the next run. */
@Tag("system")
final class FarKillTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int VALUE_BYTES = 30_000;

  private final Random random = new Random(17);
  private int values = 20;
  /** Far less than the values, far more than what is said before the upload. */
  private long allowedBytes = 200_000;

  @TempDir
  private Path directory;

  @Test
  void kill_insideAnUploadBySftp_leavesAPartThatTheNextRunRemoves() throws Exception {
    try (SftpServer server = new SftpServer(Files.createDirectory(directory.resolve("ssh")), "");
        FaultyWire wire = new FaultyWire(server.port, Fault.STALLS)) {
      Destination far = server.destination(wire.port(), PATIENCE);
      String killed = killAndRunAgain(wire, server.uri(wire.port()), far,
          () -> names(server.far()));
      assertThat(killed).endsWith(".partial");
    }
  }

  @Test
  void kill_insideAnUploadToS3_leavesNothing() throws Exception {
    try (FakeS3 server = new FakeS3();
        FaultyWire wire = new FaultyWire(server.port(), Fault.STALLS)) {
      String uri = "s3://bucket/up?uriEndpointOverride=http://127.0.0.1:" + wire.port();
      Destination far = BackupChild.far(uri).getFirst();
      String killed = killAndRunAgain(wire, uri, far, () -> List.copyOf(server.objects.keySet()));
      assertThat(killed).isEmpty();
    }
  }

  @Test
  void kill_insideAnUploadInPartsToS3_leavesPartsThatTheNextRunAborts() throws Exception {
    try (FakeS3 server = new FakeS3();
        FaultyWire wire = new FaultyWire(server.port(), Fault.STALLS)) {
      String uri = "s3://bucket/up?partSize=5242880&uriEndpointOverride=http://127.0.0.1:"
          + wire.port();
      values = 400;
      allowedBytes = 7_000_000;
      Destination far = BackupChild.far(uri).getFirst();
      List<Integer> parts = new ArrayList<>();
      String killed = killAndRunAgain(wire, uri, far, () -> {
        server.uploads.open.values().forEach(upload -> parts.add(upload.parts().size()));
        return List.copyOf(server.objects.keySet());
      });
      assertThat(killed).isEmpty();
      assertThat(parts).as("one part was there, and later none").containsExactly(1);
    }
  }

  /** What the killed upload has left, by name; empty when nothing. */
  private String killAndRunAgain(FaultyWire wire, String uri, Destination far,
      Supplier<List<String>> files) throws Exception {
    // Given
    Path home = Files.createDirectory(directory.resolve("nexus"));
    RootKey key = RootKey.generate();
    String hex = key.bytes().lend(HexFormat.of()::formatHex);
    try (BackupMachine machine = new BackupMachine(home, key)) {
      for (int i = 0; i < values; i++) {
        byte[] value = new byte[VALUE_BYTES];
        random.nextBytes(value);
        machine.put("filler/" + i, HexFormat.of().formatHex(value));
      }
    }
    Files.writeString(home.resolve(BackupChild.KEY_FILE), hex);
    Files.writeString(home.resolve(BackupChild.FAR_FILE), uri);
    wire.allow(allowedBytes, Long.MAX_VALUE);

    // When
    ChildProcess child = ChildProcess.start(home, "128m", List.of());
    assertThat(wire.awaitFault()).as(Files.readString(home.resolve("child.log"))).isTrue();
    child.kill();

    // Then
    List<String> left = files.get();
    try (BackupMachine machine = new BackupMachine(home, BackupChild.key(home))) {
      assertThat(machine.shared().catalogue().current().entries()).isNotEmpty().noneMatch(
          entry -> entry.place(far.name()).filter(Place::counts).isPresent());
    }
    wire.allow(Long.MAX_VALUE, Long.MAX_VALUE);
    assertThat(far.list()).isEmpty();

    // When
    List<String> said = ChildProcess.start(home, "128m", List.of()).end();

    // Then
    assertThat(said).last().asString().startsWith("verified spike-");
    String made = said.getLast().replace("verified ", "") + ".age";
    assertThat(far.list()).containsExactly(made);
    assertThat(files.get()).singleElement().asString().endsWith(made);
    return left.isEmpty() ? "" : left.getFirst();
  }

  private static List<String> names(Path directory) {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> String.valueOf(file.getFileName())).toList();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
