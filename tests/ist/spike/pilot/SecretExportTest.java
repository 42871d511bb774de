// SPDX-License-Identifier: Apache-2.0
package ist.spike.pilot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import ist.spike.nexus.CalledNexus;
import ist.spike.secret.SecretHistory;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.Operation;
import ist.spike.wire.Reply;
import ist.spike.wire.SpikeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Secrets out of a real Nexus into a file and back, with the tools that others would use. */
final class SecretExportTest {

  private static final int LIMIT_SECONDS = 60;
  private static final String HEAD =
      "{\"export\":{\"format\":\"spike-secret-export\",\"version\":1}}\n";

  @TempDir
  Path directory;

  private @Nullable CalledNexus source;
  private @Nullable CalledNexus target;

  @BeforeEach
  void start() throws Exception {
    source = new CalledNexus(directory.resolve("source"));
    target = new CalledNexus(directory.resolve("target"));
    put(source(), "a/one", "{\"k\":\"1\"}");
    put(source(), "a/one", "{\"k\":\"2\"}");
    put(source(), "a/one", "{\"k\":\"ü <3>\\n\",\"other\":\"x\"}");
    put(source(), "a/two", "{\"n\":\"1\"}");
    put(source(), "b/gone", "{\"n\":\"1\"}");
    source().call(Operation.DELETE_SECRET, CalledNexus.SUPERUSER, "{\"path\":\"b/gone\"}");
    source().call(Operation.DELETE_SECRET, CalledNexus.SUPERUSER,
        "{\"path\":\"a/one\",\"versions\":[1]}");
  }

  @AfterEach
  void stop() throws IOException {
    source().close();
    target().close();
  }

  @Test
  void export_encrypted_opensWithStockAgeAndSaysWhatIsLeftOut() throws Exception {
    // Given
    String recipient = keys("key.txt");

    // When
    Shell shell = new Shell(directory, new DirectNexus(source()));
    int exit = shell.run("secret export --all-versions -r " + recipient + " -o " + at("x.age"));

    // Then
    assertThat(exit).as(shell.err()).isZero();
    assertThat(shell.out()).isEqualTo("exported 2 secrets, 3 versions\nleft out 2 deleted versions"
        + " or secrets, 0 older versions that do not fit into a request\n");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file("x.age"))))
        .isEqualTo("rw-------");
    List<String> lines = sh("age -d -i key.txt x.age").lines().toList();
    assertThat(lines).hasSize(4);
    assertThat(lines.get(1)).startsWith("{\"secret\":{\"path\":\"a/one\",\"highestEver\":3,")
        .contains("{\"version\":2,", "{\"version\":3,").doesNotContain("\"version\":1,");
    assertThat(sh("age -d -i key.txt x.age | head -n -1 | sha256sum | cut -d' ' -f1").strip())
        .isEqualTo(sh("age -d -i key.txt x.age | tail -1 | grep -oE '[0-9a-f]{64}'").strip());
    assertThat(file("x.age.new")).doesNotExist();
  }

  @Test
  void import_intoAnotherStore_isTheSameAndTwiceChangesNothing() throws Exception {
    // Given
    String recipient = keys("key.txt");
    Files.writeString(file("readers.txt"), "# the readers\n" + recipient + "\n");
    export("--all-versions -r " + keys("other.txt") + " -r " + at("readers.txt"));

    // When
    Shell shell = importing("-i " + at("key.txt"));

    // Then
    assertThat(shell.out()).as(shell.err()).startsWith("""
        Imported and read back.
          Imported      : 2 secrets, 3 versions
          There already : 0 secrets
          New version   : 0 secrets
          Left out      : 0 secrets
          Not in the file, says its end: 2 deleted, 0 older versions
        """);
    SecretHistory was = source().store.history("a/one").orElseThrow();
    SecretHistory is = target().store.history("a/one").orElseThrow();
    assertThat(is.created()).isEqualTo(was.created());
    assertThat(is.updated()).isEqualTo(was.updated());
    assertThat(is.highestEver()).isEqualTo(3);
    assertThat(is.versions()).containsOnlyKeys(2, 3).containsEntry(3,
        requireNonNull(was.versions().get(3)));
    assertThat(value(target(), "a/one", 0)).isEqualTo(value(source(), "a/one", 0));
    assertThat(value(target(), "a/one", 2)).contains("{\"k\":\"2\"}");

    // And again
    long before = target().store.changeNumber();
    assertThat(importing("-f json -i " + at("key.txt")).out())
        .contains("\"imported\": 0,", "\"present\": 2,", "\"leftOut\": 0,");
    assertThat(target().store.changeNumber()).isEqualTo(before);
  }

  @Test
  void import_intoTheStoreItCameFrom_findsEverythingThere() throws Exception {
    // Given
    export("--insecure-plaintext");
    long before = source().store.changeNumber();
    Shell shell = new Shell(directory, new DirectNexus(source()));

    // When
    int exit = shell.run("secret import --insecure-plaintext " + at("export"));

    // Then
    assertThat(exit).isZero();
    assertThat(shell.out()).contains("There already : 2 secrets");
    assertThat(source().store.changeNumber()).isEqualTo(before);
  }

  @Test
  void import_anotherSecretAtThePath_staysUnlessOverwritten() throws Exception {
    // Given
    export("--insecure-plaintext");
    put(target(), "a/one", "{\"k\":\"mine\",\"gone\":\"x\"}");

    // When
    Shell dry = importing("--dry-run --insecure-plaintext");
    Shell kept = importing("--insecure-plaintext");
    final String value = value(target(), "a/one", 0);
    final Shell dryOver = importing("--dry-run --overwrite --insecure-plaintext");
    Shell over = importing("--overwrite --insecure-plaintext");
    Shell again = importing("--overwrite --insecure-plaintext");

    // Then
    String differs = "a/one: left out: another secret is there, and stays; keys: -gone ~k +other\n";
    assertThat(dry.out()).contains("To be imported: 1 secrets", differs).doesNotContain("mine");
    assertThat(kept.out()).contains("Imported      : 1 secrets", differs);
    assertThat(kept.err()).contains("1 secrets were left out");
    assertThat(value).contains("mine");
    assertThat(dryOver.out()).contains("a/one: version 1 would get a successor");
    assertThat(over.out()).contains("New version   : 1 secrets");
    assertThat(value(target(), "a/one", 2)).isEqualTo(value(source(), "a/one", 3));
    assertThat(again.out()).contains("There already : 2 secrets", "New version   : 0 secrets");
    assertThat(target().store.history("a/one").orElseThrow().current()).isEqualTo(2);
  }

  @Test
  void import_overwrittenMeanwhile_losesNobodysWrite() throws Exception {
    // Given
    export("--insecure-plaintext");
    put(target(), "a/one", "{\"k\":\"mine\"}");
    Shell shell = new Shell(directory, new DirectNexus(target(), (operation, count) -> {
      if (operation == Operation.PUT_SECRET) {
        put(target(), "a/one", "{\"k\":\"theirs\"}");
      }
    }));

    // When
    int exit = shell.run("secret import --overwrite --insecure-plaintext " + at("export"));

    // Then
    assertThat(exit).isEqualTo(8);
    assertThat(shell.out()).contains("a/one: left out: somebody wrote it meanwhile");
    assertThat(value(target(), "a/one", 0)).contains("theirs");
  }

  @Test
  void import_madeByHand_isTaken() throws Exception {
    // Given
    Files.writeString(file("secrets.json"),
        "{\"path\":\"h/1\",\"values\":{\"u\":\"root\"}} {\"path\":\"h/2\",\"values\":{}}");
    String recipient = keys("key.txt");
    sh("""
        { echo '%s'; jq -c '{secret:{path:.path,values:.values}}' secrets.json; } > lines
        jq -nc --argjson n "$(($(wc -l < lines) - 1))" --arg h "$(sha256sum < lines | cut -d' ' -f1)" \
        '{end:{secrets:$n,sha256:$h}}' >> lines
        age -r %s -o export lines"""
        .formatted(HEAD.strip(), recipient));

    // When
    Shell shell = importing("-i " + at("key.txt"));

    // Then
    assertThat(shell.out()).as(shell.err()).contains("Imported      : 2 secrets, 2 versions");
    assertThat(value(target(), "h/1", 1)).contains("{\"u\":\"root\"}");
    assertThat(value(target(), "h/2", 1)).contains("{\"data\":{}}");
  }

  @Test
  void import_standardInput_isReadTwiceAndLeavesNothingBehind() throws Exception {
    // Given
    export("--insecure-plaintext");
    String text = Files.readString(file("export"));
    Shell shell = new Shell(directory, new DirectNexus(target()));
    List<Path> before = temporary();

    // When
    int exit = shell.run(List.of("secret", "import", "-", "--insecure-plaintext"), text);

    // Then
    assertThat(exit).as(shell.err()).isZero();
    assertThat(shell.out()).contains("Imported      : 2 secrets");
    assertThat(temporary()).isEqualTo(before);
  }

  @Test
  void import_cutAnywhere_changesNothing() throws Exception {
    // Given
    String recipient = keys("key.txt");
    export("-r " + recipient);
    byte[] whole = Files.readAllBytes(file("export"));
    long before = target().store.changeNumber();

    for (int size = 0; size < whole.length; size += 1 + whole.length / 60) {
      // When
      Files.write(file("export"), Arrays.copyOf(whole, size));
      Shell shell = importing("-i " + at("key.txt"));

      // Then
      assertThat(shell.err()).contains("nothing was imported");
      assertThat(target().store.changeNumber()).isEqualTo(before);
    }
  }

  @Test
  void import_plaintextWithALineLessOrAByteChanged_changesNothing() throws Exception {
    // Given
    export("--insecure-plaintext");
    List<String> lines = Files.readAllLines(file("export"));
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
    long before = target().store.changeNumber();

    for (String text : broken) {
      // When
      Files.writeString(file("export"), text);
      Shell shell = importing("--insecure-plaintext");

      // Then
      assertThat(shell.err()).as(text).contains("nothing was imported");
      assertThat(target().store.changeNumber()).isEqualTo(before);
    }
  }

  @Test
  void import_endedInTheMiddle_isFinishedByTheSameCommand() throws Exception {
    // Given
    IntStream.range(0, 450).forEach(i -> put(source(), "many/" + i, "{\"k\":\"" + i + "\"}"));
    export("--insecure-plaintext");
    Shell broken = new Shell(directory, new DirectNexus(target(), (operation, count) -> {
      if (count == 3) {
        throw new SpikeException(ErrorCode.UNREACHABLE, "nexus was killed");
      }
    }));
    assertThat(broken.run("secret import --insecure-plaintext " + at("export"))).isEqualTo(6);

    // When
    Shell shell = importing("--insecure-plaintext");

    // Then
    assertThat(shell.out()).as(shell.err()).contains("Left out      : 0 secrets")
        .doesNotContain("There already : 0 secrets");
    assertThat(target().store.check(rows -> {}).problems()).isEmpty();
    assertThat(IntStream.range(0, 450)).allSatisfy(i -> {
      SecretHistory history = target().store.history("many/" + i).orElseThrow();
      assertThat(history.highestEver()).isEqualTo(1);
    });
  }

  @Test
  void import_busyNexus_isAskedAgain() throws Exception {
    // Given
    export("--insecure-plaintext");
    Shell shell = new Shell(directory, new DirectNexus(target(), (operation, count) -> {
      if (count == 0) {
        throw new SpikeException(ErrorCode.NOT_READY, "nexus answered 503");
      }
    }));

    // When
    int exit = shell.run("secret import --insecure-plaintext " + at("export"));

    // Then
    assertThat(exit).isZero();
    assertThat(shell.err()).contains("spike: nexus is busy; trying again in 100 ms\n");
    assertThat(shell.out()).contains("Imported      : 2 secrets");
  }

  @Test
  void export_versionsThatDoNotFitIntoARequest_areLeftOutAndCounted() throws Exception {
    // Given
    String large = "x".repeat(400_000);
    IntStream.range(0, 4).forEach(i -> put(source(), "c", "{\"k\":\"" + i + large + "\"}"));
    put(source(), "d", "{\"k\":\"" + "y".repeat(1_010_000) + "\"}");
    export("--all-versions --insecure-plaintext");

    // When
    Shell shell = importing("--insecure-plaintext");

    // Then
    assertThat(shell.out()).as(shell.err()).contains("deleted, 2 older versions\n",
        "d: with 1010", "its current values alone are taken", "New version   : 1 secrets");
    assertThat(target().store.history("c").orElseThrow().versions()).containsOnlyKeys(3, 4);
    assertThat(value(target(), "d", 0)).isEqualTo(value(source(), "d", 0));
  }

  @Test
  void export_newestVersionDestroyed_itsNumberIsNotGivenAgain() throws Exception {
    // Given
    source().call(Operation.DESTROY_SECRET, CalledNexus.SUPERUSER,
        "{\"path\":\"a/one\",\"versions\":[3]}");
    export("--all-versions --insecure-plaintext");
    Shell shell = importing("--insecure-plaintext");

    // When
    put(target(), "a/one", "{\"k\":\"next\"}");

    // Then
    assertThat(shell.out()).as(shell.err()).contains("Imported      : 2 secrets");
    assertThat(target().store.history("a/one").orElseThrow().versions()).containsOnlyKeys(2, 4);
  }

  @Test
  void import_largeSecretDeletedHere_staysDeletedUnlessOverwritten() throws Exception {
    // Given
    String large = "{\"k\":\"" + "y".repeat(1_010_000) + "\"}";
    put(source(), "d", large);
    export("--insecure-plaintext");
    put(target(), "d", "{\"k\":\"x\"}");
    target().call(Operation.DELETE_SECRET, CalledNexus.SUPERUSER, "{\"path\":\"d\"}");

    // When
    Shell kept = importing("--insecure-plaintext");
    String value = value(target(), "d", 0);
    Shell over = importing("--overwrite --insecure-plaintext");

    // Then
    assertThat(kept.out()).as(kept.err()).contains(
        "d: left out: it was deleted in Nexus, and stays so; --overwrite adds a version\n");
    assertThat(value).isEmpty();
    assertThat(over.out()).contains("New version   : 1 secrets");
    assertThat(value(target(), "d", 2)).isEqualTo(value(source(), "d", 0));
  }

  @Test
  void export_toAFileThatAnotherOneWrites_isRefusedByNameAndLosesNothing() throws Exception {
    // Given a leftover of a command that was killed, which is in nobody's way
    Files.writeString(file("export.new"), "left");
    try (PrivateFile first = PrivateFile.replacing(file("export"))) {
      first.stream().write("first".getBytes(UTF_8));
      Shell second = new Shell(directory, new DirectNexus(source()));

      // When
      int exit = second.run("secret export --insecure-plaintext -o " + at("export"));
      first.complete();

      // Then
      assertThat(exit).isEqualTo(1);
      assertThat(second.err()).contains("export cannot be written: another command is writing "
          + at("export.new") + "; wait until it is done");
    }
    assertThat(file("export")).hasContent("first");
    assertThat(file("export.new")).doesNotExist();
  }

  @Test
  void export_nexusFailsInTheMiddle_leavesNoFile() {
    // Given
    Shell shell = new Shell(directory, new DirectNexus(source(), (operation, count) -> {
      if (count == 3) {
        throw new SpikeException(ErrorCode.UNREACHABLE, "nexus was killed");
      }
    }));

    // When
    int exit = shell.run("secret export --insecure-plaintext -o " + at("export"));

    // Then
    assertThat(exit).isEqualTo(6);
    assertThat(file("export")).doesNotExist();
    assertThat(file("export.new")).doesNotExist();
  }

  private void export(String flags) {
    Shell shell = new Shell(directory, new DirectNexus(source()));
    assertThat(shell.run("secret export " + flags + " -o " + at("export"))).as(shell.err())
        .isZero();
  }

  private Shell importing(String flags) {
    Shell shell = new Shell(directory, new DirectNexus(target()));
    shell.run("secret import " + at("export") + " " + flags);
    return shell;
  }

  private CalledNexus source() {
    return requireNonNull(source);
  }

  private CalledNexus target() {
    return requireNonNull(target);
  }

  private Path file(String name) {
    return directory.resolve(name);
  }

  private String at(String name) {
    return file(name).toString();
  }

  private static void put(CalledNexus nexus, String path, String values) {
    assertThat(nexus.call(Operation.PUT_SECRET, CalledNexus.SUPERUSER,
        "{\"path\":\"" + path + "\",\"values\":" + values + "}").status()).isEqualTo(200);
  }

  private static String value(CalledNexus nexus, String path, int version) {
    Reply reply = nexus.call(Operation.GET_SECRET, CalledNexus.SUPERUSER,
        "{\"path\":\"" + path + "\",\"version\":" + version + "}");
    return reply.status() == 200 ? new String(reply.body(), UTF_8) : "";
  }

  private static List<Path> temporary() throws IOException {
    try (var files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      return files.filter(path -> path.getFileName().toString().startsWith("spike-import"))
          .toList();
    }
  }

  /** A new identity in this file, and its recipient. */
  private String keys(String name) throws Exception {
    sh("age-keygen -o " + name);
    return sh("age-keygen -y " + name).strip();
  }

  private String sh(String script) throws Exception {
    Process process = new ProcessBuilder("bash", "-euc", script).directory(directory.toFile())
        .redirectError(ProcessBuilder.Redirect.DISCARD).start();
    String out = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
    assertThat(Optional.of(process.exitValue())).as(script).contains(0);
    return out;
  }
}
