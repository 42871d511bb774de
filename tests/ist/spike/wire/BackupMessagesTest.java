// SPDX-License-Identifier: Apache-2.0
package ist.spike.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ist.spike.crypto.SecretBytes;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The messages about backups, as the format page shows them. */
final class BackupMessagesTest {

  private static final Instant TIME = Instant.parse("2026-01-02T03:04:05Z");
  private static final String ID = "spike-0190a1b2-20260102T030405Z-34";
  private static final BackupPlace PLACE = new BackupPlace("file:/b", false, "verified",
      List.of("hash", "rows"), Optional.of(TIME), "", false);
  private static final BackupInfo INFO =
      new BackupInfo(ID, 40_960, "ab", "cd", "monthly", TIME, List.of(PLACE));

  @Test
  void report_writtenAndRead_isTheSame() {
    // Given
    BackupReport report = new BackupReport(ID, "/b/x.age", 40_960, 12, 34, "verified", 182);

    // When
    byte[] json = report.toJson();

    // Then
    assertThat(text(json)).isEqualTo("{\"id\":\"" + ID + "\",\"file\":\"/b/x.age\","
        + "\"bytes\":40960,\"rows\":12,\"changeNumber\":34,\"level\":\"verified\",\"millis\":182}");
    assertThat(BackupReport.parse(json)).isEqualTo(report);
  }

  @Test
  void info_writtenAndRead_isTheSame() {
    // When
    byte[] json = INFO.toJson();

    // Then
    assertThat(text(json)).isEqualTo("{\"id\":\"" + ID + "\",\"bytes\":40960,\"sha256\":\"ab\","
        + "\"keyId\":\"cd\",\"slot\":\"monthly\",\"time\":\"2026-01-02T03:04:05Z\",\"places\":["
        + "{\"destination\":\"file:/b\",\"copy\":false,\"level\":\"verified\",\"passed\":"
        + "[\"hash\",\"rows\"],\"checked\":\"2026-01-02T03:04:05Z\",\"problem\":\"\","
        + "\"gone\":false}]}");
    assertThat(BackupInfo.parse(json)).isEqualTo(INFO);
  }

  @Test
  void listing_writtenAndRead_isTheSame() {
    for (OptionalLong seconds : List.of(OptionalLong.empty(), OptionalLong.of(7))) {
      // Given
      BackupListing listing = new BackupListing(List.of(INFO), seconds, seconds,
          new BackupListing.Running("seal", 1, 4),
          new BackupListing.Running("drill-keepers", 0, 0), List.of("file:/b"));

      // When, Then
      assertThat(BackupListing.parse(listing.toJson())).isEqualTo(listing);
    }
  }

  @Test
  void request_writtenAndRead_isTheSame() {
    BackupRequest request = new BackupRequest(ID, "/media/usb", true, true);
    assertThat(BackupRequest.parse(request.toJson())).isEqualTo(request);
    assertThat(BackupRequest.parse("{}".getBytes(UTF_8))).isEqualTo(BackupRequest.of(""));
  }

  @Test
  void pruneReport_writtenAndRead_isTheSame() {
    PruneReport report = new PruneReport(
        List.of(new PruneReport.Verdict("file:/b", ID, "daily", true, "newest of the day")));
    assertThat(PruneReport.parse(report.toJson())).isEqualTo(report);
  }

  @Test
  void restorePlan_writtenAndRead_isTheSame() {
    // Given
    RestorePlan plan = new RestorePlan(ID, TIME, new RestorePlan.Origin("aa", "bb", 2, 3),
        new RestorePlan.Contents(34, 5, 9, 2), new RestorePlan.Target("nothing", ""),
        new RestorePlan.Effect(-1, 4, 1, new RestorePlan.Paths(101, List.of("a", "b")),
            RestorePlan.Paths.NONE, new RestorePlan.Paths(1, List.of("c"))),
        false);

    // When, Then
    assertThat(RestorePlan.parse(plan.toJson())).isEqualTo(plan);
    assertThat(RestorePlan.parse(plan.doneKeeping("/kept").toJson()))
        .isEqualTo(plan.doneKeeping("/kept"));
  }

  @Test
  void restoredSecrets_writtenAndRead_areTheSame() {
    RestoredSecrets restored = new RestoredSecrets(ID, TIME, 3,
        List.of(new RestoredSecrets.Item("a/b", 3, 4, 5, "", new RestoredSecrets.Keys(
            List.of("gone"), List.of("back"), List.of("k")))));
    assertThat(RestoredSecrets.parse(restored.toJson())).isEqualTo(restored);
    RestoreSecret request = new RestoreSecret(ID, "a/", true);
    assertThat(RestoreSecret.parse(request.toJson())).isEqualTo(request);
    assertThat(request.isSubtree()).isTrue();
  }

  @Test
  void restoreBackup_withShards_givesThemBackAndPrintsNone() {
    // Given
    byte[] value = new byte[32];
    Arrays.fill(value, (byte) 0x5a);
    SortedMap<Integer, SecretBytes> shards = new TreeMap<>();
    shards.put(3, SecretBytes.takeOwnership(value.clone()));
    try (RestoreBackup request = new RestoreBackup(ID, true, shards);
        // When
        RestoreBackup read = RestoreBackup.parse(request.toJson())) {
      // Then
      assertThat(read.id()).isEqualTo(ID);
      assertThat(read.dryRun()).isTrue();
      assertThat(read.shards()).containsOnlyKeys(3);
      assertThat(value(read.shards()).matches(value(shards))).isTrue();
      assertThat(read).asString().isEqualTo("RestoreBackup[" + ID + ", true, [3]]");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"shards\":{\"0\":[1]}}", "{\"shards\":{\"x\":[1]}}",
      "{\"shards\":{\"1\":null}}", "{\"shards\":[1]}", "[]", "{\"dryRun\":\"yes\"}"})
  void restoreBackup_malformed_isABadRequest(String json) {
    assertThatThrownBy(() -> RestoreBackup.parse(json.getBytes(UTF_8)))
        .isInstanceOfSatisfying(SpikeException.class,
            refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.BAD_REQUEST));
  }

  private static SecretBytes value(SortedMap<Integer, SecretBytes> shards) {
    return Objects.requireNonNull(shards.get(3));
  }

  private static String text(byte[] json) {
    return new String(json, UTF_8);
  }
}
