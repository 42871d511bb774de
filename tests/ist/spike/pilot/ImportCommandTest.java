// SPDX-License-Identifier: Apache-2.0
package ist.spike.pilot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import ist.spike.nexus.CalledNexus;
import ist.spike.vectors.Vectors;
import ist.spike.wire.Operation;
import ist.spike.wire.PutPolicy;
import ist.spike.wire.Reply;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The database that SPIKE 0.8.2's own code wrote, taken over by a real Nexus. */
final class ImportCommandTest {

  private static final String OPEN_FIXTURE = shards("v2", 1, 3);

  @TempDir
  Path directory;

  private @Nullable CalledNexus started;
  private Path file = Path.of("");
  private Path policies = Path.of("");

  @BeforeEach
  void start() throws Exception {
    file = directory.resolve("spike.db");
    policies = directory.resolve("policies");
    try (InputStream in =
        requireNonNull(Vectors.class.getResourceAsStream("spike-fixture.db"))) {
      Files.copy(in, file);
    }
    started = new CalledNexus(directory.resolve("nexus"));
  }

  @AfterEach
  void stop() throws IOException {
    nexus().close();
  }

  @Test
  void import_fixture_isThereAndReadsBack() throws IOException {
    // When
    Shell shell = new Shell(directory, new DirectNexus(nexus()));
    int code = importing(shell, OPEN_FIXTURE);

    // Then
    assertThat(code).isEqualTo(0);
    assertThat(shell.out()).startsWith("""
        Imported and read back.
          Imported       : 5 secrets, 20 versions
          There already  : 0 secrets
          Pruned by SPIKE: 3 versions
          Policies       : 2
          Left out       : 1
        left out: unicode/päth: its path or a key in it has characters that the API takes from\
         nobody, or its numbers are out of range
        note: SPIKE binds no row to its path and version""");
    assertThat(value("rot/secret", 0)).contains("{\"n\":\"13\"}");
    assertThat(value("rot/secret", 1)).contains("{\"n\":\"1\"}");
    assertThat(value("del/secret", 1)).isEmpty();
    assertThat(PolicyFile.read(policies.resolve("workload-can-read.yaml")).policy())
        .isEqualTo(new PutPolicy("workload-can-read", "^spiffe://spike\\.ist/workload/.*$",
            "^tenants/acme/db/.*$", List.of("read", "list")));
    assertThat(nexus().call(Operation.LIST_POLICIES, CalledNexus.SUPERUSER, "{}").body())
        .asString(UTF_8).doesNotContain("workload-can-read");
  }

  @Test
  void import_again_findsEverythingThere() {
    // Given
    importing(new Shell(directory, new DirectNexus(nexus())), OPEN_FIXTURE);
    Shell shell = new Shell(directory, new DirectNexus(nexus()));

    // When
    int code = importing(shell, OPEN_FIXTURE, "--format", "json");

    // Then
    assertThat(code).isEqualTo(0);
    assertThat(shell.out()).contains("\"imported\": 0,", "\"identical\": 5,",
        "\"cipherKeyAdded\": false,", "\"skippedCount\": 1,");
  }

  @Test
  void import_dryRun_changesNothing() {
    // Given
    long before = nexus().store.changeNumber();
    Shell shell = new Shell(directory, new DirectNexus(nexus()));

    // When
    int code = importing(shell, OPEN_FIXTURE, "--dry-run", "--drop-pruned");

    // Then
    assertThat(code).isEqualTo(0);
    assertThat(shell.out())
        .startsWith("Dry run: nothing was changed.\n  To be imported : 5 secrets, 17 versions\n");
    assertThat(nexus().store.changeNumber()).isEqualTo(before);
    assertThat(policies).doesNotExist();
  }

  @Test
  void import_withPolicies_sendsThoseThatNexusTakes() {
    // When
    Shell shell = new Shell(directory, new DirectNexus(nexus()));
    int code = importing(shell, OPEN_FIXTURE, "--policies");

    // Then
    assertThat(code).isEqualTo(0);
    assertThat(shell.out()).contains("left out: policy no-perms: nexus refused it: ");
    assertThat(nexus().call(Operation.LIST_POLICIES, CalledNexus.SUPERUSER, "{}").body())
        .asString(UTF_8).contains("workload-can-read").doesNotContain("no-perms");
  }

  @Test
  void import_shardsThatDoNotBelongTogether_isRefusedBeforeAnythingIsWritten() {
    // Given
    long before = nexus().store.changeNumber();
    Shell shell = new Shell(directory, role -> {
      throw new AssertionError("nobody is asked");
    });

    // When
    int code = importing(shell, shards("v1", 1) + shards("v2", 2));

    // Then
    assertThat(code).isEqualTo(1);
    assertThat(shell.err()).contains("no combination of these 2 shards opens a row");
    assertThat(nexus().store.changeNumber()).isEqualTo(before);
  }

  @Test
  void import_shardsInFiles_areRead() throws IOException {
    // Given
    Path one = Files.writeString(directory.resolve("1.txt"), shards("v1", 1));
    Path two = Files.writeString(directory.resolve("2.txt"), shards("v1", 2));
    Shell shell = new Shell(directory, new DirectNexus(nexus()));

    // When
    int code = importing(shell, "", one.toString(), two.toString(), "--dry-run");

    // Then
    assertThat(code).isEqualTo(0);
  }

  private int importing(Shell shell, String input, String... more) {
    return shell.run(Stream.concat(Stream.of("import", "spike-db", file.toString(),
        "--policy-dir", policies.toString()), Stream.of(more)).toList(), input);
  }

  private CalledNexus nexus() {
    return requireNonNull(started);
  }

  private String value(String path, int version) {
    Reply reply = nexus().call(Operation.GET_SECRET, CalledNexus.SUPERUSER,
        "{\"path\":\"" + path + "\",\"version\":" + version + "}");
    return reply.status() == 200 ? new String(reply.body(), UTF_8) : "";
  }

  /** Lines with shards of the fixture's key as SPIKE 0.8.0 (v1) or 0.8.2 (v2) split it. */
  private static String shards(String kind, int... ids) {
    Vectors split = Vectors.load("shamir-vectors.json").members("vectors").stream()
        .filter(each -> each.text("root_key").startsWith("01020304")
            && each.text("kind").equals(kind) && each.number("shares_n") == 3
            && each.number("threshold") == 2)
        .findFirst().orElseThrow();
    StringBuilder lines = new StringBuilder();
    for (int id : ids) {
      lines.append("spike:").append(id).append(':')
          .append(split.member("shares").text(String.valueOf(id))).append('\n');
    }
    return lines.toString();
  }
}
