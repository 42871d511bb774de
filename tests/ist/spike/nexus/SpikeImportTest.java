// SPDX-License-Identifier: Apache-2.0
package ist.spike.nexus;

import static org.assertj.core.api.Assertions.assertThat;

import ist.spike.wire.Operation;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The import of an original SPIKE, as its operation. */
final class SpikeImportTest {

  private static final String SECRET = "{\"path\":\"a/b\",\"highestEver\":9,\"maxVersions\":2,"
      + "\"created\":\"2023-01-01T00:00:00Z\",\"updated\":\"2023-01-03T00:00:00.123456789Z\","
      + "\"versions\":[{\"version\":3,\"created\":\"2023-01-01T00:00:00Z\",\"values\":{\"k\":\"3\"}},"
      + "{\"version\":5,\"created\":\"2023-01-02T00:00:00Z\",\"values\":{\"k\":\"<5>\"}},"
      + "{\"version\":8,\"created\":\"2023-01-03T00:00:00Z\","
      + "\"deleted\":\"2023-01-04T00:00:00Z\"}]}";

  @TempDir
  Path directory;

  @Test
  void take_wholeSecret_isThereWithItsHistory() throws Exception {
    try (CalledNexus nexus = new CalledNexus(directory)) {
      // When
      String answer = importing(nexus, false, SECRET);

      // Then
      assertThat(answer).isEqualTo("200 {\"cipherKeyAdded\":false,\"outcomes\":[\"IMPORTED\"]}");
      assertThat(get(nexus, 0)).contains("{\"k\":\"\\u003c5\\u003e\"}");
      assertThat(get(nexus, 3)).contains("{\"k\":\"3\"}");
      assertThat(get(nexus, 8)).startsWith("404 ");
      assertThat(nexus.store.history("a/b").orElseThrow().highestEver()).isEqualTo(9);
      assertThat(nexus.store.check(rows -> {}).problems()).isEmpty();
      assertThat(put(nexus)).isEqualTo("200 {\"version\":10}");
      assertThat(nexus.store.history("a/b").orElseThrow().versions()).containsOnlyKeys(8, 10);
    }
  }

  @Test
  void take_again_changesNothing() throws Exception {
    try (CalledNexus nexus = new CalledNexus(directory)) {
      // Given
      importing(nexus, false, SECRET);
      long before = nexus.store.changeNumber();

      // When, Then
      assertThat(importing(nexus, false, SECRET)).contains("[\"IDENTICAL\"]");
      assertThat(importing(nexus, true, SECRET)).contains("[\"IDENTICAL\"]");
      assertThat(importing(nexus, false, SECRET.replace("<5>", "<6>")))
          .contains("[\"DIFFERENT\"]");
      assertThat(importing(nexus, false, SECRET.replace("2023-01-04", "2023-01-05")))
          .contains("[\"DIFFERENT\"]");
      assertThat(nexus.store.changeNumber()).isEqualTo(before);
    }
  }

  @Test
  void take_dryRun_changesNothing() throws Exception {
    try (CalledNexus nexus = new CalledNexus(directory)) {
      assertThat(importing(nexus, true, SECRET)).contains("[\"IMPORTED\"]");
      assertThat(nexus.store.history("a/b")).isEmpty();
    }
  }

  @Test
  void take_whatTheApiTakesFromNobody_isRefusedAlone() throws Exception {
    try (CalledNexus nexus = new CalledNexus(directory)) {
      // When
      String answer = importing(nexus, false, String.join(",", SECRET.replace("a/b", "a b"),
          SECRET.replace("{\"k\"", "{\"=\""), SECRET.replace("\"maxVersions\":2", "\"x\":2"),
          SECRET.replace("\"highestEver\":9", "\"highestEver\":7"),
          SECRET.replace("2023-01-01T", "1500-01-01T"), SECRET));

      // Then
      assertThat(answer).contains("[\"REFUSED\",\"REFUSED\",\"REFUSED\",\"REFUSED\",\"REFUSED\","
          + "\"IMPORTED\"]");
    }
  }

  @Test
  void take_anybodyElse_isRefused() throws Exception {
    try (CalledNexus nexus = new CalledNexus(directory)) {
      assertThat(nexus.line(Operation.IMPORT_SPIKE, "spiffe://spike.ist/workload", "{}"))
          .startsWith("401 ");
    }
  }

  private static String importing(CalledNexus nexus, boolean dryRun, String secrets)
      throws Exception {
    return nexus.line(Operation.IMPORT_SPIKE, CalledNexus.SUPERUSER,
        "{\"dryRun\":" + dryRun + ",\"secrets\":[" + secrets + "]}");
  }

  private static String get(CalledNexus nexus, int version) throws Exception {
    return nexus.line(Operation.GET_SECRET, CalledNexus.SUPERUSER,
        "{\"path\":\"a/b\",\"version\":" + version + "}");
  }

  private static String put(CalledNexus nexus) throws Exception {
    return nexus.line(Operation.PUT_SECRET, CalledNexus.SUPERUSER,
        "{\"path\":\"a/b\",\"values\":{\"k\":\"10\"}}");
  }
}
