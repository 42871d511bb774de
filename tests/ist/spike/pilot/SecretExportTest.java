// SPDX-License-Identifier: Apache-2.0
package ist.spike.pilot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ist.spike.nexus.CalledNexus;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.Operation;
import ist.spike.wire.SpikeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Secrets out of a real Nexus into a file, which the tools of others open. */
final class SecretExportTest {

  @TempDir
  private Path directory;

  private TwoStores stores;

  @BeforeEach
  void open() throws Exception {
    stores = new TwoStores(directory);
  }

  @AfterEach
  void close() throws IOException {
    stores.close();
  }

  @Test
  void export_encrypted_opensWithStockAgeAndSaysWhatIsLeftOut() throws Exception {
    // Given
    String recipient = stores.keys("key.txt");

    // When
    Shell shell = new Shell(directory, new DirectNexus(stores.source));
    int exit =
        shell.run("secret export --all-versions -r " + recipient + " -o " + stores.at("x.age"));

    // Then
    assertThat(exit).as(shell.err()).isZero();
    assertThat(shell.out()).isEqualTo("exported 2 secrets, 3 versions\nleft out 2 deleted versions"
        + " or secrets, 0 older versions that do not fit into a request\n");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(stores.file("x.age"))))
        .isEqualTo("rw-------");
    List<String> lines = stores.sh("age -d -i key.txt x.age").lines().toList();
    assertThat(lines).hasSize(4);
    assertThat(lines.get(1)).startsWith("{\"secret\":{\"path\":\"a/one\",\"highestEver\":3,")
        .contains("{\"version\":2,", "{\"version\":3,").doesNotContain("\"version\":1,");
    assertThat(
        stores.sh("age -d -i key.txt x.age | head -n -1 | sha256sum | cut -d' ' -f1").strip())
        .isEqualTo(
            stores.sh("age -d -i key.txt x.age | tail -1 | grep -oE '[0-9a-f]{64}'").strip());
    assertThat(stores.file("x.age.new")).doesNotExist();
  }

  @Test
  void export_versionsThatDoNotFitIntoARequest_areLeftOutAndCounted() throws Exception {
    // Given
    String large = "x".repeat(400_000);
    IntStream.range(0, 4)
        .forEach(i -> TwoStores.put(stores.source, "c", "{\"k\":\"" + i + large + "\"}"));
    TwoStores.put(stores.source, "d", "{\"k\":\"" + "y".repeat(1_010_000) + "\"}");
    stores.export("--all-versions --insecure-plaintext");

    // When
    Shell shell = stores.importing("--insecure-plaintext");

    // Then
    assertThat(shell.out()).as(shell.err()).contains("deleted, 2 older versions\n",
        "d: with 1010", "its current values alone are taken", "New version   : 1 secrets");
    assertThat(stores.target.store.history("c").orElseThrow().versions()).containsOnlyKeys(3, 4);
    assertThat(TwoStores.value(stores.target, "d", 0))
        .isEqualTo(TwoStores.value(stores.source, "d", 0));
  }

  @Test
  void export_newestVersionDestroyed_itsNumberIsNotGivenAgain() throws Exception {
    // Given
    stores.source.call(Operation.DESTROY_SECRET, CalledNexus.SUPERUSER,
        "{\"path\":\"a/one\",\"versions\":[3]}");
    stores.export("--all-versions --insecure-plaintext");
    Shell shell = stores.importing("--insecure-plaintext");

    // When
    TwoStores.put(stores.target, "a/one", "{\"k\":\"next\"}");

    // Then
    assertThat(shell.out()).as(shell.err()).contains("Imported      : 2 secrets");
    assertThat(stores.target.store.history("a/one").orElseThrow().versions()).containsOnlyKeys(2,
        4);
  }

  @Test
  void export_toAFileThatAnotherOneWrites_isRefusedByNameAndLosesNothing() throws Exception {
    // Given a leftover of a command that was killed, which is in nobody's way
    Files.writeString(stores.file("export.new"), "left");
    try (PrivateFile first = PrivateFile.replacing(stores.file("export"))) {
      first.stream().write("first".getBytes(UTF_8));
      Shell second = new Shell(directory, new DirectNexus(stores.source));

      // When
      int exit = second.run("secret export --insecure-plaintext -o " + stores.at("export"));
      first.complete();

      // Then
      assertThat(exit).isEqualTo(1);
      assertThat(second.err()).contains("export cannot be written: another command is writing "
          + stores.at("export.new") + "; wait until it is done");
    }
    assertThat(stores.file("export")).hasContent("first");
    assertThat(stores.file("export.new")).doesNotExist();
  }

  @Test
  void export_nexusFailsInTheMiddle_leavesNoFile() {
    // Given
    Shell shell = new Shell(directory, new DirectNexus(stores.source, (operation, count) -> {
      if (count == 3) {
        throw new SpikeException(ErrorCode.UNREACHABLE, "nexus was killed");
      }
    }));

    // When
    int exit = shell.run("secret export --insecure-plaintext -o " + stores.at("export"));

    // Then
    assertThat(exit).isEqualTo(6);
    assertThat(stores.file("export")).doesNotExist();
    assertThat(stores.file("export.new")).doesNotExist();
  }
}
