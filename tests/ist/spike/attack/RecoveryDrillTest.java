// SPDX-License-Identifier: Apache-2.0
package ist.spike.attack;

import static org.assertj.core.api.Assertions.assertThat;

import ist.spike.attack.PilotProgram.Said;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SPIKE's own recovery drill (core spec 9.6), with real programs from the first word to the last. */
@Tag("system")
class RecoveryDrillTest {

  private static final Duration LIMIT = Duration.ofSeconds(60);

  @Test
  void drill_everybodyKilled_custodiansBringEverySecretBack(@TempDir Path temp) throws Exception {
    try (Identities identities = Identities.open(temp.resolve("sockets"));
        AttackedSystem system = new AttackedSystem(temp.resolve("system"), identities,
            AttackedProgram.Build.ofTarget(temp))) {
      // Given
      system.beginAnew();
      system.bootstrap().start();
      assertThat(system.awaitBootstrap()).as(system.bootstrap().log()).isZero();
      said(system.pilot(Identities.SUPERUSER, "", "secret", "put", "tenants/acme/db",
          "password=s3cr3t"), 0, "OK");
      said(system.pilot(Identities.RECOVER, "", "operator", "recover"), 0, "Recovery shards saved");
      List<Path> shards = shards(system.recoveryDirectory());
      assertThat(shards).hasSize(AttackedSystem.KEEPERS);
      // When
      system.killAll();
      system.startNexusAlone();
      said(system.pilot(Identities.SUPERUSER, "", "secret", "get", "tenants/acme/db"), 5,
          "not ready");
      said(restore(system, Files.readString(shards.get(2))), 0, "Shards remaining:  1");
      said(restore(system, altered(Files.readString(shards.get(0)))), 1, "");
      said(restore(system, Files.readString(shards.get(0))), 0, "SPIKE is now restored");
      // Then
      said(system.pilot(Identities.SUPERUSER, "", "secret", "get", "tenants/acme/db"), 0,
          "s3cr3t");
      system.startServers();
      for (int position = 1; position <= AttackedSystem.KEEPERS; position++) {
        int keeper = position;
        Awaitility.await().atMost(LIMIT).ignoreExceptions()
            .until(() -> system.keeperState(keeper).hasLive());
      }
    }
  }

  private static Said restore(AttackedSystem system, String shard) throws Exception {
    return system.pilot(Identities.RESTORE, shard, "operator", "restore");
  }

  /** One digit of the share is another. */
  private static String altered(String shard) {
    String text = shard.strip();
    char last = text.charAt(text.length() - 1);
    return text.substring(0, text.length() - 1) + (last == '0' ? '1' : '0');
  }

  private static void said(Said said, int exitCode, String text) {
    assertThat(said.exitCode()).as(said.text()).isEqualTo(exitCode);
    assertThat(said.text()).contains(text);
  }

  /** The files that SPIKE's own drill looks for. */
  private static List<Path> shards(Path directory) throws Exception {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(file -> file.getFileName().toString().matches("spike\\.recovery.*\\.txt"))
          .sorted().toList();
    }
  }
}
