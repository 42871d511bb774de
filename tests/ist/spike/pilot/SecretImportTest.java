// SPDX-License-Identifier: Apache-2.0
package ist.spike.pilot;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import ist.spike.nexus.CalledNexus;
import ist.spike.secret.SecretHistory;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.Operation;
import ist.spike.wire.SpikeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Secrets from a file into a real Nexus, whole or not at all. */
final class SecretImportTest {

  private static final String HEAD =
      "{\"export\":{\"format\":\"spike-secret-export\",\"version\":1}}\n";

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
  void import_intoAnotherStore_isTheSameAndTwiceChangesNothing() throws Exception {
    // Given
    String recipient = stores.keys("key.txt");
    Files.writeString(stores.file("readers.txt"), "# the readers\n" + recipient + "\n");
    stores.export(
        "--all-versions -r " + stores.keys("other.txt") + " -r " + stores.at("readers.txt"));

    // When
    Shell shell = stores.importing("-i " + stores.at("key.txt"));

    // Then
    assertThat(shell.out()).as(shell.err()).startsWith("""
        Imported and read back.
          Imported      : 2 secrets, 3 versions
          There already : 0 secrets
          New version   : 0 secrets
          Left out      : 0 secrets
          Not in the file, says its end: 2 deleted, 0 older versions
        """);
    SecretHistory was = stores.source.store.history("a/one").orElseThrow();
    SecretHistory is = stores.target.store.history("a/one").orElseThrow();
    assertThat(is.created()).isEqualTo(was.created());
    assertThat(is.updated()).isEqualTo(was.updated());
    assertThat(is.highestEver()).isEqualTo(3);
    assertThat(is.versions()).containsOnlyKeys(2, 3).containsEntry(3,
        requireNonNull(was.versions().get(3)));
    assertThat(TwoStores.value(stores.target, "a/one", 0))
        .isEqualTo(TwoStores.value(stores.source, "a/one", 0));
    assertThat(TwoStores.value(stores.target, "a/one", 2)).contains("{\"k\":\"2\"}");

    // And again
    long before = stores.target.store.changeNumber();
    assertThat(stores.importing("-f json -i " + stores.at("key.txt")).out())
        .contains("\"imported\": 0,", "\"present\": 2,", "\"leftOut\": 0,");
    assertThat(stores.target.store.changeNumber()).isEqualTo(before);
  }

  @Test
  void import_intoTheStoreItCameFrom_findsEverythingThere() throws Exception {
    // Given
    stores.export("--insecure-plaintext");
    long before = stores.source.store.changeNumber();
    Shell shell = new Shell(directory, new DirectNexus(stores.source));

    // When
    int exit = shell.run("secret import --insecure-plaintext " + stores.at("export"));

    // Then
    assertThat(exit).isZero();
    assertThat(shell.out()).contains("There already : 2 secrets");
    assertThat(stores.source.store.changeNumber()).isEqualTo(before);
  }

  @Test
  void import_anotherSecretAtThePath_staysUnlessOverwritten() throws Exception {
    // Given
    stores.export("--insecure-plaintext");
    TwoStores.put(stores.target, "a/one", "{\"k\":\"mine\",\"gone\":\"x\"}");

    // When
    Shell dry = stores.importing("--dry-run --insecure-plaintext");
    Shell kept = stores.importing("--insecure-plaintext");
    final String value = TwoStores.value(stores.target, "a/one", 0);
    final Shell dryOver = stores.importing("--dry-run --overwrite --insecure-plaintext");
    Shell over = stores.importing("--overwrite --insecure-plaintext");
    Shell again = stores.importing("--overwrite --insecure-plaintext");

    // Then
    String differs = "a/one: left out: another secret is there, and stays; keys: -gone ~k +other\n";
    assertThat(dry.out()).contains("To be imported: 1 secrets", differs).doesNotContain("mine");
    assertThat(kept.out()).contains("Imported      : 1 secrets", differs);
    assertThat(kept.err()).contains("1 secrets were left out");
    assertThat(value).contains("mine");
    assertThat(dryOver.out()).contains("a/one: version 1 would get a successor");
    assertThat(over.out()).contains("New version   : 1 secrets");
    assertThat(TwoStores.value(stores.target, "a/one", 2))
        .isEqualTo(TwoStores.value(stores.source, "a/one", 3));
    assertThat(again.out()).contains("There already : 2 secrets", "New version   : 0 secrets");
    assertThat(stores.target.store.history("a/one").orElseThrow().current()).isEqualTo(2);
  }

  @Test
  void import_overwrittenMeanwhile_losesNobodysWrite() throws Exception {
    // Given
    stores.export("--insecure-plaintext");
    TwoStores.put(stores.target, "a/one", "{\"k\":\"mine\"}");
    Shell shell = new Shell(directory, new DirectNexus(stores.target, (operation, count) -> {
      if (operation == Operation.PUT_SECRET) {
        TwoStores.put(stores.target, "a/one", "{\"k\":\"theirs\"}");
      }
    }));

    // When
    int exit = shell.run("secret import --overwrite --insecure-plaintext " + stores.at("export"));

    // Then
    assertThat(exit).isEqualTo(8);
    assertThat(shell.out()).contains("a/one: left out: somebody wrote it meanwhile");
    assertThat(TwoStores.value(stores.target, "a/one", 0)).contains("theirs");
  }

  @Test
  void import_madeByHand_isTaken() throws Exception {
    // Given
    Files.writeString(stores.file("secrets.json"),
        "{\"path\":\"h/1\",\"values\":{\"u\":\"root\"}} {\"path\":\"h/2\",\"values\":{}}");
    String recipient = stores.keys("key.txt");
    stores
        .sh("""
            { echo '%s'; jq -c '{secret:{path:.path,values:.values}}' secrets.json; } > lines
            jq -nc --argjson n "$(($(wc -l < lines) - 1))" --arg h "$(sha256sum < lines | cut -d' ' -f1)" \
            '{end:{secrets:$n,sha256:$h}}' >> lines
            age -r %s -o export lines"""
            .formatted(HEAD.strip(), recipient));

    // When
    Shell shell = stores.importing("-i " + stores.at("key.txt"));

    // Then
    assertThat(shell.out()).as(shell.err()).contains("Imported      : 2 secrets, 2 versions");
    assertThat(TwoStores.value(stores.target, "h/1", 1)).contains("{\"u\":\"root\"}");
    assertThat(TwoStores.value(stores.target, "h/2", 1)).contains("{\"data\":{}}");
  }

  @Test
  void import_standardInput_isReadTwiceAndLeavesNothingBehind() throws Exception {
    // Given
    stores.export("--insecure-plaintext");
    String text = Files.readString(stores.file("export"));
    Shell shell = new Shell(directory, new DirectNexus(stores.target));
    List<Path> before = temporary();

    // When
    int exit = shell.run(List.of("secret", "import", "-", "--insecure-plaintext"), text);

    // Then
    assertThat(exit).as(shell.err()).isZero();
    assertThat(shell.out()).contains("Imported      : 2 secrets");
    assertThat(before).containsAll(temporary());
  }

  @Test
  void import_cutAnywhere_changesNothing() throws Exception {
    // Given
    String recipient = stores.keys("key.txt");
    stores.export("-r " + recipient);
    byte[] whole = Files.readAllBytes(stores.file("export"));
    long before = stores.target.store.changeNumber();

    for (int size = 0; size < whole.length; size += 1 + whole.length / 60) {
      // When
      Files.write(stores.file("export"), Arrays.copyOf(whole, size));
      Shell shell = stores.importing("-i " + stores.at("key.txt"));

      // Then
      assertThat(shell.err()).contains("nothing was imported");
      assertThat(stores.target.store.changeNumber()).isEqualTo(before);
    }
  }

  @Test
  void import_plaintextWithALineLessOrAByteChanged_changesNothing() throws Exception {
    // Given
    stores.export("--insecure-plaintext");
    List<String> lines = Files.readAllLines(stores.file("export"));
    List<String> broken = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      List<String> fewer = new ArrayList<>(lines);
      fewer.remove(i);
      broken.add(String.join("\n", fewer) + "\n");
      List<String> changed = new ArrayList<>(lines);
      changed.set(i, lines.get(i).replaceFirst("\"[0-9a-z]", "\"z"));
      broken.add(String.join("\n", changed) + "\n");
    }
    broken.add(String.join("\n", lines));
    broken.add(String.join("\n", lines) + "\n{}\n");
    long before = stores.target.store.changeNumber();

    for (String text : broken) {
      // When
      Files.writeString(stores.file("export"), text);
      Shell shell = stores.importing("--insecure-plaintext");

      // Then
      assertThat(shell.err()).as(text).contains("nothing was imported");
      assertThat(stores.target.store.changeNumber()).isEqualTo(before);
    }
  }

  @Test
  void import_endedInTheMiddle_isFinishedByTheSameCommand() throws Exception {
    // Given
    IntStream.range(0, 450)
        .forEach(i -> TwoStores.put(stores.source, "many/" + i, "{\"k\":\"" + i + "\"}"));
    stores.export("--insecure-plaintext");
    Shell broken = new Shell(directory, new DirectNexus(stores.target, (operation, count) -> {
      if (count == 3) {
        throw new SpikeException(ErrorCode.UNREACHABLE, "nexus was killed");
      }
    }));
    assertThat(broken.run("secret import --insecure-plaintext " + stores.at("export")))
        .isEqualTo(6);

    // When
    Shell shell = stores.importing("--insecure-plaintext");

    // Then
    assertThat(shell.out()).as(shell.err()).contains("Left out      : 0 secrets")
        .doesNotContain("There already : 0 secrets");
    assertThat(stores.target.store.check(rows -> {}).problems()).isEmpty();
    assertThat(IntStream.range(0, 450)).allSatisfy(i -> {
      SecretHistory history = stores.target.store.history("many/" + i).orElseThrow();
      assertThat(history.highestEver()).isEqualTo(1);
    });
  }

  @Test
  void import_busyNexus_isAskedAgain() throws Exception {
    // Given
    stores.export("--insecure-plaintext");
    Shell shell = new Shell(directory, new DirectNexus(stores.target, (operation, count) -> {
      if (count == 0) {
        throw new SpikeException(ErrorCode.NOT_READY, "nexus answered 503");
      }
    }));

    // When
    int exit = shell.run("secret import --insecure-plaintext " + stores.at("export"));

    // Then
    assertThat(exit).isZero();
    assertThat(shell.err()).contains("spike: nexus is busy; trying again in 100 ms\n");
    assertThat(shell.out()).contains("Imported      : 2 secrets");
  }

  @Test
  void import_largeSecretDeletedHere_staysDeletedUnlessOverwritten() throws Exception {
    // Given
    String large = "{\"k\":\"" + "y".repeat(1_010_000) + "\"}";
    TwoStores.put(stores.source, "d", large);
    stores.export("--insecure-plaintext");
    TwoStores.put(stores.target, "d", "{\"k\":\"x\"}");
    stores.target.call(Operation.DELETE_SECRET, CalledNexus.SUPERUSER, "{\"path\":\"d\"}");

    // When
    Shell kept = stores.importing("--insecure-plaintext");
    String value = TwoStores.value(stores.target, "d", 0);
    Shell over = stores.importing("--overwrite --insecure-plaintext");

    // Then
    assertThat(kept.out()).as(kept.err()).contains(
        "d: left out: it was deleted in Nexus, and stays so; --overwrite adds a version\n");
    assertThat(value).isEmpty();
    assertThat(over.out()).contains("New version   : 1 secrets");
    assertThat(TwoStores.value(stores.target, "d", 2))
        .isEqualTo(TwoStores.value(stores.source, "d", 0));
  }

  private static List<Path> temporary() throws IOException {
    try (var files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      return files.filter(path -> path.getFileName().toString().startsWith("spike-import"))
          .toList();
    }
  }
}
