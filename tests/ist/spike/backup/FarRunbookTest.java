// SPDX-License-Identifier: Apache-2.0
package ist.spike.backup;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ist.spike.config.Settings;
import ist.spike.crypto.RootKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The commands of {@code ops/runbook.md} that need other programs than ours, its {@code bash} blocks, run as they
 * stand: a backup is fetched by SFTP and from S3, opened, and SPIRE filled again from the export in it.
 */
@Tag("system")
final class FarRunbookTest {

  private static final Path FAKE_SPIRE =
      Path.of("tests/ist/spike/ops/fake_spire_server.py").toAbsolutePath();
  private static final int MAX_WAIT_SECONDS = 120;

  @TempDir
  private Path directory;

  @Test
  void blocks_fromTopToBottom_workAsTheyStand() throws Exception {
    try (SftpServer sftp = new SftpServer(directory, "");
        FakeS3 s3 = new FakeS3();
        BackupMachine machine =
            new BackupMachine(directory.resolve("nexus"), RootKey.generate())) {
      // Given
      Path spool = exported();
      machine.include.add(spool);
      machine.recipients.add(Tools.ageKey(directory));
      machine.destinations.add(sftp.destination());
      machine.destinations.add(bucket(s3));
      String id = machine.start().run().id();
      Path copies = Files.createDirectory(directory.resolve("copies"));
      Path copy = copies.resolve(id + ".age");

      // When
      List<String> blocks = blocks();
      assertThat(blocks).hasSize(6);
      String names = names(sftp, s3, id) + "spool=" + spool + "\n";
      for (String block : blocks) {
        if (block.contains("--output")) {
          Files.delete(copy);
        }
        String said = Tools.run(directory, "bash", "-c", names + block);
        if (block.contains("versions")) {
          assertThat(said).contains("<Key>up/" + id + ".age</Key>");
        } else if (block.startsWith("sftp") || block.contains("--output")) {
          assertThat(copy).hasSameBinaryContentAs(machine.file(id));
        }
      }

      // Then
      assertThat(Files.readString(directory.resolve("spire")))
          .contains("\"/db/writer\"", "\"/cluster\"", "https://foo.test/endpoint");
    }
  }

  /** The names at the top of the page, with a sudo that only says what it was asked for. */
  @Test
  void names_runEachProgramAsItsUser() throws Exception {
    // Given
    Path bin = Files.createDirectory(directory.resolve("bin"));
    standIn(bin, "sudo", "printf '%s\\n' \"$*\"");
    String page = Files.readString(Path.of("ops/runbook.md"), UTF_8);
    String names = page.replaceFirst("(?s).*?## Names.*?```sh\n(.*?)```.*", "$1");

    // When
    String said = Tools.run(directory, "bash", "-c", "set -euo pipefail\nPATH=" + bin + ":$PATH\n"
        + names + "admin status; recover operator recover; restore operator restore\n"
        + "nexus backup verify file; service start nexus; echo \"$data $shards $copies\"");

    // Then
    assertThat(said).isEqualTo("""
        -u spike-admin spike status
        -u spike-recover spike operator recover
        -u spike-restore spike operator restore
        -u spike-nexus spike backup verify file
        systemctl start spike-nexus
        /var/lib/spike-nexus /media/custodians /media/backups
        """);
    assertThat(Path.of("ops/systemd/spike-nexus.service")).content()
        .contains("User=spike-nexus", "StateDirectory=spike-nexus");
  }

  /** A program that cannot run here; it takes what it is told to take and nothing else. */
  private static void standIn(Path bin, String name, String script) throws IOException {
    Path file = Files.writeString(bin.resolve(name), "#!/usr/bin/env bash\n" + script + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
  }

  /** What SPIRE's side exports, of the state that the fake is made with; then an empty SPIRE. */
  private Path exported() throws IOException, InterruptedException {
    Path state = directory.resolve("spire");
    Files.copy(FAKE_SPIRE.resolveSibling("spire-state.json"), state);
    Path spool = Files.createDirectory(directory.resolve("export")).resolve("spool");
    Tools.run(directory, "env", "SPIRE_SERVER=" + FAKE_SPIRE, "FAKE_SPIRE_STATE=" + state,
        Path.of("ops/spire/export").toAbsolutePath().toString(), spool.toString());
    Files.writeString(state, "{\"entries\": [], \"federation\": []}");
    return spool;
  }

  private static S3Destination bucket(FakeS3 s3) {
    Settings settings = Settings.load("nexus", Optional.empty(), Map.of(
        "SPIKE_BACKUP_S3_ACCESS_ID", FakeS3.ID, "SPIKE_BACKUP_S3_SECRET", FakeS3.SECRET));
    return S3Endpoint.destination(settings,
        EndpointUri.parse("s3://bucket/up?uriEndpointOverride=http://127.0.0.1:" + s3.port(),
            S3Endpoint.OPTIONS),
        Duration.ofSeconds(MAX_WAIT_SECONDS));
  }

  /** What an operator's shell has set. */
  private String names(SftpServer sftp, FakeS3 s3, String id) throws IOException {
    Path login = Files.writeString(directory.resolve("s3_login"),
        "user = \"" + FakeS3.ID + ":" + FakeS3.SECRET + "\"\n");
    Path bin = Files.createDirectory(directory.resolve("bin"));
    Files.createSymbolicLink(bin.resolve("spire-server"), FAKE_SPIRE);
    standIn(bin, "systemctl", "[ \"$*\" = 'status spire-agent' ]");
    standIn(bin, "spire-agent", "[ \"$*\" = healthcheck ]");
    return String.join("\n", "set -euo pipefail", "PATH=" + bin + ":$PATH",
        "export FAKE_SPIRE_STATE=" + directory.resolve("spire"),
        "copies=" + directory.resolve("copies"), "backup=" + id, "sftp_port=" + sftp.port,
        "sftp_key=" + directory.resolve("client_key"),
        "sftp_known_hosts=" + directory.resolve("known_hosts"),
        "sftp_server=" + System.getProperty("user.name") + "@127.0.0.1:" + sftp.far(),
        "s3_login=" + login, "s3_region=us-east-1",
        "s3_bucket=http://127.0.0.1:" + s3.port() + "/bucket",
        "s3_url=http://127.0.0.1:" + s3.port() + "/bucket/up",
        "operator_key=" + directory.resolve("operator.txt")) + "\n";
  }

  private static List<String> blocks() throws IOException {
    List<String> blocks = new ArrayList<>();
    StringBuilder block = new StringBuilder();
    boolean inside = false;
    for (String line : Files.readAllLines(Path.of("ops/runbook.md"), UTF_8)) {
      if (line.equals("```bash")) {
        inside = true;
      } else if (inside && line.equals("```")) {
        inside = false;
        blocks.add(block.toString());
        block.setLength(0);
      } else if (inside) {
        block.append(line).append('\n');
      }
    }
    return blocks;
  }
}
