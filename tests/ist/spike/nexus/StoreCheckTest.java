// SPDX-License-Identifier: Apache-2.0
package ist.spike.nexus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ist.spike.wire.Operation;
import ist.spike.wire.StoreCheckReport;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The check of a whole store, as its operation. */
final class StoreCheckTest {

  @TempDir
  Path directory;

  @Test
  void check_soundAndThenDamaged_saysSoAndNamesTheRow() throws Exception {
    try (CalledNexus nexus = new CalledNexus(directory)) {
      // Given
      assertThat(check(nexus, "{}")).startsWith("404 ");
      nexus.call(Operation.PUT_SECRET, CalledNexus.SUPERUSER,
          "{\"path\":\"a/b\",\"values\":{\"k\":\"v\"}}");

      // When
      StoreCheckReport sound = checked(nexus);
      try (Connection other =
          DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("data/store.db"));
          Statement tampering = other.createStatement()) {
        tampering.executeUpdate("UPDATE secret_version SET sealed = zeroblob(40)");
      }
      StoreCheckReport damaged = checked(nexus);

      // Then
      assertThat(sound.problems()).isEmpty();
      assertThat(sound.versions()).isEqualTo(1);
      assertThat(sound.changeNumber()).isEqualTo(nexus.store.changeNumber());
      assertThat(damaged.problems()).anySatisfy(
          problem -> assertThat(problem).contains("secret_version row 'a/b' version 1"));
    }
  }

  @Test
  void check_anybodyElse_isRefused() throws Exception {
    try (CalledNexus nexus = new CalledNexus(directory)) {
      assertThat(
          nexus.line(Operation.CHECK_STORE, "spiffe://spike.ist/workload", "{\"start\":true}"))
          .startsWith("401 ");
    }
  }

  private static StoreCheckReport checked(CalledNexus nexus) throws Exception {
    StoreCheckReport begun =
        StoreCheckReport.parse(nexus.call(Operation.CHECK_STORE, CalledNexus.SUPERUSER,
            "{\"start\":true}").body());
    assertThat(begun.rows()).isNotNegative();
    return await().atMost(20, TimeUnit.SECONDS).until(
        () -> StoreCheckReport.parse(
            nexus.call(Operation.CHECK_STORE, CalledNexus.SUPERUSER, "{}").body()),
        report -> !report.running());
  }

  private static String check(CalledNexus nexus, String json) throws Exception {
    return nexus.line(Operation.CHECK_STORE, CalledNexus.SUPERUSER, json);
  }
}
