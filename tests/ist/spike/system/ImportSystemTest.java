// SPDX-License-Identifier: Apache-2.0
package ist.spike.system;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ist.spike.spikedb.SpikeFixture;
import ist.spike.system.SpikeCommand.Outcome;
import ist.spike.vectors.Vectors;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The import of an original SPIKE by real processes, some of which die in the middle of it. */
@Tag("system")
class ImportSystemTest {

  private static final Duration BOUND = Duration.ofMinutes(2);
  private static final Duration POLL = Duration.ofMillis(20);
  private static final int SECRETS = 3_000;

  @TempDir
  static @Nullable Path temp;
  private static @Nullable DevMachine shared;
  private static List<String> shards = List.of();

  @BeforeAll
  static void start() throws Exception {
    shared = DevMachine.started(requireNonNull(temp));
    Vectors split = Vectors.load("shamir-vectors.json").members("vectors").stream()
        .filter(each -> each.text("root_key").startsWith("01020304")
            && each.text("kind").equals("v2") && each.number("shares_n") == 3
            && each.number("threshold") == 2)
        .findFirst().orElseThrow();
    shards = List.of(
        Files.writeString(file("1.txt"), "spike:1:" + split.member("shares").text("1"))
            .toString(),
        Files.writeString(file("3.txt"), "spike:3:" + split.member("shares").text("3"))
            .toString());
  }

  @AfterAll
  static void stop() throws Exception {
    machine().dev("stop");
  }

  @Test
  void import_fixture_readsBackAndOldCiphertextsOpen() throws Exception {
    // Given
    try (InputStream in =
        requireNonNull(Vectors.class.getResourceAsStream("spike-fixture.db"))) {
      Files.copy(in, file("spike.db"));
    }
    Vectors sealed = Vectors.load("shamir-vectors.json").member("cipher_stream");
    Files.write(file("old.bin"), sealed.bytes("stream_v0_8_0_version_0x31"));

    // When
    Outcome imported =
        machine().pilot("superuser", importing("spike.db").toArray(String[]::new));

    // Then
    assertThat(imported.exitCode()).as(imported.err()).isZero();
    assertThat(imported.out()).contains("  Imported       : 5 secrets, 20 versions\n",
        "left out: unicode/päth: ", "note: SPIKE binds no row");
    assertThat(file("policies/workload-can-read.yaml")).exists();
    assertThat(machine().pilot("superuser", "secret", "get", "rot/secret", "-v", "1").out())
        .isEqualTo("n: 1\n");
    Outcome opened = machine().pilot("superuser", "cipher", "decrypt", "-f",
        file("old.bin").toString(), "-o", file("opened.bin").toString());
    assertThat(opened.exitCode()).as(opened.err()).isZero();
    assertThat(file("opened.bin")).hasBinaryContent(sealed.bytes("plaintext_hex"));
  }

  @Test
  void import_pilotThenNexusKilledThenStoreBusy_endsCompleteWithoutDuplicates()
      throws Exception {
    // Given
    writeDatabase(file("large.db"));

    // When Pilot dies in the middle of it
    Process first = start("first.log");
    awaitLog("first.log", "00 secrets sent");
    first.destroyForcibly();
    assertThat(first.waitFor(BOUND.toSeconds(), TimeUnit.SECONDS)).isTrue();

    // And then Nexus
    Process second = start("second.log");
    awaitLog("second.log", "00 secrets sent");
    machine().kill("nexus");
    assertThat(second.waitFor(BOUND.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(second.exitValue()).as(log("second.log")).isEqualTo(6);
    assertThat(machine().dev("start", "nexus").exitCode()).isZero();
    awaitUnsealed();

    // And then Nexus cannot commit for a while, and answers 503
    Process third;
    try (Connection store =
        DriverManager.getConnection("jdbc:sqlite:" + storeFile());
        Statement statement = store.createStatement()) {
      statement.execute("BEGIN IMMEDIATE");
      third = start("third.log");
      awaitLog("third.log", "nexus is busy; trying again");
      statement.execute("ROLLBACK");
    }

    // Then
    assertThat(third.waitFor(BOUND.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(third.exitValue()).as(log("third.log")).isZero();
    assertThat(log("third.log")).contains("  Left out       : 0\n");
    assertEachIsThereOnce();
    Outcome check = machine().pilot("superuser", "store", "check");
    assertThat(check.exitCode()).as(check.out() + check.err()).isZero();
  }

  private static void assertEachIsThereOnce() throws Exception {
    Outcome exported = machine().pilot("superuser", "secret", "export", "--prefix", "bulk/",
        "--all-versions", "--insecure-plaintext", "-o", file("all.jsonl").toString());
    assertThat(exported.exitCode()).as(exported.err()).isZero();
    assertThat(exported.out()).startsWith(
        "exported " + SECRETS + " secrets, " + SECRETS + " versions\n");
    List<String> wanted = new ArrayList<>();
    for (int i = 0; i < SECRETS; i++) {
      wanted.add("bulk/" + i + ": {\"n\":\"" + i + "\"}");
    }
    assertThat(Files.readAllLines(file("all.jsonl")).stream().skip(1).limit(SECRETS)
        .map(line -> line.replaceAll(
            ".*\"path\":\"([^\"]*)\",\"highestEver\":1,.*\"values\":(\\{[^}]*}).*", "$1: $2")))
        .containsExactlyInAnyOrderElementsOf(wanted);
  }

  private static void writeDatabase(Path database) throws Exception {
    try (SpikeFixture spike = SpikeFixture.create(database)) {
      spike.run("BEGIN");
      for (int i = 0; i < SECRETS; i++) {
        spike.metadata("bulk/" + i, 1, 1, 10);
        spike.version("bulk/" + i, 1, "{\"n\":\"" + i + "\"}");
      }
      spike.run("COMMIT");
    }
  }

  private static void awaitUnsealed() {
    await().atMost(BOUND).untilAsserted(() -> assertThat(
        machine().pilot("superuser", "secret", "list", "--limit", "1").exitCode()).isZero());
  }

  private static void awaitLog(String name, String text) {
    await().atMost(BOUND).pollDelay(Duration.ZERO).pollInterval(POLL)
        .untilAsserted(() -> assertThat(log(name)).contains(text));
  }

  private static Process start(String log) throws IOException {
    Path config = Files.writeString(file("often.properties"), "pilot.progress.interval=0s");
    List<String> words = importing("large.db");
    words.addAll(List.of("--config", config.toString()));
    return machine().startPilot("superuser", file(log),
        words.toArray(String[]::new));
  }

  private static List<String> importing(String database) {
    List<String> words = new ArrayList<>(List.of("import", "spike-db",
        file(database).toString(), "--policy-dir", file("policies").toString()));
    words.addAll(shards);
    return words;
  }

  private static Path storeFile() throws IOException {
    try (var files = Files.walk(machine().data())) {
      return files.filter(path -> path.getFileName().toString().equals("store.db")).findFirst()
          .orElseThrow();
    }
  }

  private static String log(String name) throws IOException {
    return Files.exists(file(name)) ? Files.readString(file(name)) : "";
  }

  private static Path file(String name) {
    return requireNonNull(temp).resolve(name);
  }

  private static DevMachine machine() {
    return requireNonNull(shared);
  }
}
