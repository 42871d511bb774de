// SPDX-License-Identifier: Apache-2.0
package ist.spike.system;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ist.spike.crypto.SecretBytes;
import ist.spike.shard.Shamir;
import ist.spike.shard.Share;
import ist.spike.spikedb.SpikeFixture;
import ist.spike.system.SpikeCommand.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The commands of {@code ops/runbook.md}, run as they stand from the top of the page to its end. Before
 * each section its trouble is made; only the first block, the names of the installation, is another one.
 */
@Tag("system")
class RunbookTest {

  private static final String NAMES = "Names";
  private static final int LIMIT_SECONDS = 180;
  private static final List<String> KEEPERS = List.of("keeper-1", "keeper-2", "keeper-3");

  /** Trouble that a section is about. */
  @FunctionalInterface
  private interface Trouble {
    void make() throws Exception;
  }

  @TempDir
  private Path temp;

  @Test
  void page_fromTopToBottom_worksAsItStands() throws Exception {
    // Given
    DevMachine machine = DevMachine.started(temp);
    Path copies = Files.createDirectories(temp.resolve("copies"));
    try {
      fill(machine);
      Map<String, Trouble> troubles = Map.of(
          "Nexus is lost", () -> machine.kill("nexus"),
          "Keepers are lost", () -> kill(machine, List.of("keeper-1", "keeper-2")),
          "Everything is lost but the disk", () -> killAll(machine),
          "Back to an earlier day",
          () -> machine.pilot("superuser", "secret", "destroy", "tenants/acme/db", "--all", "-y"),
          "The store is damaged", () -> damage(machine),
          "A new machine", () -> loseMachine(machine, copies),
          "Moving from SPIKE", () -> bringSpike(copies.resolve("spike")),
          "Shards in safes, on cards and apart", this::sealShard);

      // When
      Map<String, String> sections = sections();
      String names = names(machine, copies);
      assertThat(sections.keySet()).containsAll(troubles.keySet());
      for (Map.Entry<String, String> section : sections.entrySet()) {
        Trouble trouble = troubles.get(section.getKey());
        if (trouble != null) {
          trouble.make();
        }
        run(section.getKey(), names + section.getValue());
      }

      // Then
      assertThat(machine.pilot("superuser", "secret", "get", "tenants/acme/db").out())
          .contains("s3cr3t");
      assertThat(machine.pilot("superuser", "secret", "get", "moved/from/spike").out())
          .contains("v1");
      assertThat(machine.pilot("superuser", "policy", "get", "reader").out())
          .contains("^tenants/acme/");
      assertThat(machine.pilot("superuser", "cipher", "decrypt", "-f", sealed().toString()).out())
          .as("what the first machine has sealed").contains("a sealed text");
    } finally {
      machine.dev("stop");
    }
  }

  /** A secret, a policy, and a text that the cipher service has sealed. */
  private void fill(DevMachine machine) throws Exception {
    Path text = Files.writeString(temp.resolve("text"), "a sealed text");
    for (String[] command : new String[][]{
        {"secret", "put", "tenants/acme/db", "password=s3cr3t"},
        {"policy", "create", "--name", "reader", "--path-pattern", "^tenants/acme/",
            "--spiffeid-pattern", "^spiffe://spike.ist/workload/", "--permissions", "read"},
        {"cipher", "encrypt", "-f", text.toString(), "-o", sealed().toString()}}) {
      Outcome outcome = machine.pilot("superuser", command);
      assertThat(outcome.exitCode()).as(outcome.out() + outcome.err()).isZero();
    }
  }

  private Path sealed() {
    return temp.resolve("sealed");
  }

  /** What a custodian has on a card, or in this case in a file. */
  private void sealShard() throws Exception {
    run("a card", "card=" + card() + "; age-keygen -o $card && age -r $(age-keygen -y $card) -o "
        + shards() + "/spike.recovery.1.txt.age " + shards() + "/spike.recovery.1.txt");
  }

  private Path card() {
    return temp.resolve("card");
  }

  private Path shards() {
    return temp.resolve(".spike/recover");
  }

  /** The commands of each section in the order of the page, but for the names. */
  private static Map<String, String> sections() throws IOException {
    Map<String, String> sections = new LinkedHashMap<>();
    String title = "";
    boolean command = false;
    for (String line : Files.readAllLines(Path.of("ops/runbook.md"))) {
      if (line.startsWith("## ")) {
        title = line.substring("## ".length());
      } else if (line.startsWith("```")) {
        command = line.equals("```sh");
      } else if (command && !title.equals(NAMES)) {
        sections.merge(title, line + "\n", String::concat);
      }
    }
    return sections;
  }

  /** What the first block of the page says, for this machine. */
  private String names(DevMachine machine, Path copies) {
    StringBuilder names = new StringBuilder("set -euo pipefail\n");
    String spike = Path.of("spike").toAbsolutePath().toString();
    names.append("data=").append(machine.data()).append('\n');
    names.append("shards=").append(shards()).append('\n');
    names.append("card=").append(card()).append('\n');
    names.append("copies=").append(copies).append('\n');
    Map.of("admin", "superuser", "recover", "recover", "restore", "restore", "nexus", "none")
        .forEach(
            (name, identity) -> names.append(name).append("() { SPIFFE_ENDPOINT_SOCKET=unix://")
                .append(machine.data().resolve("sockets/" + identity + ".sock"))
                .append(" SPIKE_NEXUS_API_URL=https://127.0.0.1:").append(machine.nexusPort())
                .append(' ').append(spike).append(" \"$@\"; }\n"));
    return names.append("service() { ").append(spike).append(" dev \"$1\" \"${2/@/-}\" --data ")
        .append(machine.data()).append("; }\n").toString();
  }

  private void run(String section, String script) throws Exception {
    Path said = temp.resolve("said.txt");
    ProcessBuilder builder = new ProcessBuilder("bash", "-c", script).directory(temp.toFile())
        .redirectErrorStream(true).redirectOutput(said.toFile());
    builder.environment().keySet()
        .removeIf(name -> name.startsWith("SPIKE_") || name.startsWith("SPIFFE_"));
    builder.environment().putAll(Map.of("HOME", temp.toString(), "SPIKE_JAVA_HOME",
        System.getProperty("java.home"), "SPIKE_APP",
        Path.of("target").toAbsolutePath().toString()));
    Process process = builder.start();
    boolean ended = process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
    if (!ended) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
    assertThat(ended).as("%s ended: %s", section, Files.readString(said)).isTrue();
    assertThat(process.exitValue()).as("%s: %s", section, Files.readString(said)).isZero();
  }

  private static void kill(DevMachine machine, List<String> programs) throws Exception {
    for (String program : programs) {
      machine.kill(program);
    }
  }

  private static void killAll(DevMachine machine) throws Exception {
    List<String> all = new ArrayList<>(KEEPERS);
    all.add("nexus");
    kill(machine, all);
  }

  private static void damage(DevMachine machine) throws Exception {
    machine.kill("nexus");
    Files.write(machine.data().resolve("data/store.db"), "no database".getBytes(UTF_8));
  }

  private static void loseMachine(DevMachine machine, Path copies) throws Exception {
    killAll(machine);
    for (Path backup : files(machine.data().resolve("backups"))) {
      Files.copy(backup, copies.resolve(backup.getFileName()));
    }
    for (String lost : List.of("data", "backups", "backup-work")) {
      try (Stream<Path> all = Files.walk(machine.data().resolve(lost))) {
        for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    }
  }

  private static List<Path> files(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.sorted().toList();
    }
  }

  private static void bringSpike(Path directory) throws Exception {
    Files.createDirectories(directory);
    try (SpikeFixture spike = SpikeFixture.create(directory.resolve("spike.db"))) {
      spike.version("moved/from/spike", 1, "{\"k\":\"v1\"}");
      spike.metadata("moved/from/spike", 1, 1, 10);
    }
    List<Share> shares =
        Shamir.splitLikeSpike(SecretBytes.takeOwnership(SpikeFixture.KEY.clone()), 3, 2);
    for (Share share : shares) {
      Files.writeString(directory.resolve("spike.recovery." + share.id() + ".txt"),
          "spike:" + share.id() + ":"
              + share.value().lend(bytes -> HexFormat.of().formatHex(bytes)));
    }
  }
}
