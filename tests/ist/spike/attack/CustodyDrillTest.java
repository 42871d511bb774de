// SPDX-License-Identifier: Apache-2.0
package ist.spike.attack;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ist.spike.attack.PilotProgram.Said;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The recovery drill with custodians: two with age, one with OpenPGP. Everything is a real process, and
 * shares are decrypted by the tools that custodians have.
 */
@Tag("system")
class CustodyDrillTest {

  private static final int TOOL_SECONDS = 90;
  private static final int GPG_CUSTODIAN = 3;

  @TempDir
  private Path temp = Path.of("");

  @Test
  void drill_sharesOfCustodians_areConfirmedAndRestoreTheKey() throws Exception {
    try (Identities identities = Identities.open(temp.resolve("sockets"));
        AttackedSystem system = new AttackedSystem(temp.resolve("system"), identities,
            AttackedProgram.Build.ofTarget(temp))) {
      // Given
      system.setNexus("recovery.custodians",
          ageKey(1) + "," + ageKey(2) + "," + gpgKey(GPG_CUSTODIAN));
      system.beginAnew();
      system.bootstrap().start();
      assertThat(system.awaitBootstrap()).as(system.bootstrap().log()).isZero();
      said(system.pilot(Identities.SUPERUSER, "", "secret", "put", "tenants/acme/db",
          "password=s3cr3t"), 0, "OK");

      // When the shares leave Nexus
      said(system.pilot(Identities.RECOVER, "", "operator", "recover"), 0,
          "Each file opens with the key of its custodian alone");

      // Then each custodian can check, confirm, and, when all is lost, give back the own one
      assertThat(system.status().custody().confirmed()).isZero();
      for (int id = 1; id <= AttackedSystem.KEEPERS; id++) {
        Path file = file(system, id);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
            .isEqualTo("rw-------");
        said(system.pilot(Identities.RECOVER, "", "operator", "shard", "verify", file.toString()),
            0, "Shard " + id + " of 3, encrypted; 2 open the key");
        said(system.pilot(Identities.RECOVER, decrypted(system, id), "operator", "shard", "verify",
            "-", "--set", file.toString(), "--confirm"), 0,
            "Nexus has written down that it is in good hands.");
      }
      assertThat(system.status().custody().confirmed()).isEqualTo(3);
      assertThat(system.status().warnings()).isEmpty();
      system.killAll();
      system.startNexusAlone();
      said(restore(system, GPG_CUSTODIAN), 0, "Shards remaining:  1");
      said(restore(system, 1), 0, "SPIKE is now restored");
      said(system.pilot(Identities.SUPERUSER, "", "secret", "get", "tenants/acme/db"), 0,
          "s3cr3t");
    }
  }

  private Said restore(AttackedSystem system, int id) throws Exception {
    return system.pilot(Identities.RESTORE, decrypted(system, id), "operator", "restore");
  }

  private static Path file(AttackedSystem system, int id) {
    return system.recoveryDirectory()
        .resolve("spike.recovery." + id + (id == GPG_CUSTODIAN ? ".asc" : ".age"));
  }

  /** What the custodian's own tool makes of the file. */
  private String decrypted(AttackedSystem system, int id) throws Exception {
    String file = file(system, id).toString();
    return id == GPG_CUSTODIAN
        ? run("gpg", "--homedir", home(id).toString(), "--batch", "--quiet", "--decrypt", file)
        : run("age", "-d", "-i", temp.resolve("age-" + id).toString(), file);
  }

  private String ageKey(int id) throws Exception {
    Path key = temp.resolve("age-" + id);
    run("age-keygen", "-o", key.toString());
    return run("age-keygen", "-y", key.toString()).strip();
  }

  /** The file with the public key. */
  private Path gpgKey(int id) throws Exception {
    Path home = home(id);
    Files.createDirectory(home,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    String user = "custodian-" + id;
    run("gpg", "--homedir", home.toString(), "--batch", "--quiet", "--passphrase", "",
        "--quick-generate-key", user, "future-default", "default", "never");
    Path file = temp.resolve(user + ".asc");
    run("gpg", "--homedir", home.toString(), "--batch", "--armor", "--output", file.toString(),
        "--export", user);
    return file;
  }

  private Path home(int id) {
    return temp.resolve("gpg-" + id);
  }

  private String run(String... command) throws IOException, InterruptedException {
    Path complaints = temp.resolve("complaints");
    Process process =
        new ProcessBuilder(List.of(command)).redirectError(complaints.toFile()).start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor(TOOL_SECONDS, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(complaints)).isZero();
    return said;
  }

  private static void said(Said said, int exitCode, String text) {
    assertThat(said.exitCode()).as(said.text()).isEqualTo(exitCode);
    assertThat(said.text()).contains(text);
  }
}
