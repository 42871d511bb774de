// SPDX-License-Identifier: Apache-2.0
package ist.spike.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ist.spike.crypto.KeyId;
import ist.spike.crypto.SecretBytes;
import ist.spike.shard.CheckValue;
import ist.spike.shard.ShareSetId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The exact bytes of every message, and that each is read back as it was. */
final class MessageTest {

  private static final String NUMBERS = "[1,2,3,0,0,0,0,0,0,0,0,0,0,0,0,0,"
      + "0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,255]";
  private static final String HEX = "00112233445566778899aabbccddeeff";
  private static final String LABEL = "\"keyId\":\"" + HEX + "\",\"shareSet\":\"" + HEX
      + "\",\"shareId\":2,\"n\":3,\"t\":2,\"check\":\"" + HEX + "\"";

  private static SecretBytes share() {
    byte[] bytes = new byte[32];
    bytes[0] = 1;
    bytes[1] = 2;
    bytes[2] = 3;
    bytes[31] = (byte) 255;
    return SecretBytes.takeOwnership(bytes);
  }

  private static ShareLabel label() {
    return new ShareLabel(KeyId.parse(HEX), ShareSetId.parse(HEX), 2, 3, 2,
        CheckValue.parse(HEX));
  }

  private static String text(byte[] json) {
    return new String(json, UTF_8);
  }

  private static SortedMap<String, String> values(String... pairs) {
    SortedMap<String, String> values = new TreeMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      values.put(pairs[i], pairs[i + 1]);
    }
    return values;
  }

  @Test
  void putSecret_written_isGosJson() {
    // Given
    PutSecret request =
        new PutSecret("tenants/demo/db/creds", values("username", "SPIKE", "password", "x<y"));

    // When
    byte[] json = request.toJson();

    // Then
    assertThat(text(json)).isEqualTo("{\"path\":\"tenants/demo/db/creds\",\"values\":"
        + "{\"password\":\"x\\u003cy\",\"username\":\"SPIKE\"}}");
    assertThat(PutSecret.parse(json)).isEqualTo(request);
    assertThat(request).asString().doesNotContain("x<y");
  }

  @Test
  void texts_withEverySpecialCharacter_areEscapedAsGoDoes() {
    // Given
    String value = "\"\\/\b\f\n\r\t\u0001\u007f<>&\u2028\u2029\u00e9\ud83d\ude00\ud800";

    // When
    byte[] json = new GoWriter().text(value).toBytes();

    // Then
    assertThat(text(json))
        .isEqualTo("\"\\\"\\\\/\\b\\f\\n\\r\\t\\u0001\u007f\\u003c\\u003e\\u0026"
            + "\\u2028\\u2029\u00e9\ud83d\ude00\\ufffd\"");
  }

  @Test
  void getSecret_answer_containsTheValuesUnparsed() {
    // Given
    byte[] stored = new PutSecret("p", values("a", "<1>")).valuesJson();

    // When
    byte[] json = GetSecret.answer(stored);

    // Then
    assertThat(text(json)).isEqualTo("{\"data\":{\"a\":\"\\u003c1\\u003e\"}}");
    assertThat(GetSecret.parseAnswer(json)).contains(values("a", "<1>"));
    assertThat(GetSecret.parseAnswer("{\"data\":null}".getBytes(UTF_8))).isEmpty();
  }

  @Test
  void secretRequests_written_areGosJson() {
    // When, Then
    assertThat(text(new GetSecret("a", 0).toJson())).isEqualTo("{\"path\":\"a\"}");
    assertThat(text(new GetSecret("a", 2).toJson())).isEqualTo("{\"path\":\"a\",\"version\":2}");
    assertThat(text(new ChangeVersions("a", List.of(1, 0)).toJson()))
        .isEqualTo("{\"path\":\"a\",\"versions\":[1,0]}");
    assertThat(ChangeVersions.parse("{\"path\":\"a\",\"versions\":[1,0,null]}".getBytes(UTF_8)))
        .isEqualTo(new ChangeVersions("a", List.of(1, 0, 0)));
    ChangeVersions all = new ChangeVersions("a", List.of(), true);
    assertThat(text(all.toJson())).isEqualTo("{\"path\":\"a\",\"versions\":[],\"all\":true}");
    assertThat(ChangeVersions.parse(all.toJson())).isEqualTo(all);
    assertThat(text(ListSecrets.all().toJson())).isEqualTo("{}");
    assertThat(ListSecrets.parse("{\"limit\":2,\"after\":\"b\",\"readable\":true}".getBytes(UTF_8)))
        .isEqualTo(new ListSecrets("", "b", OptionalInt.of(2), true));
  }

  @Test
  void listSecrets_answer_goesOutPieceByPiece() throws IOException {
    // Given
    ByteArrayOutputStream sink = new ByteArrayOutputStream();
    ListSecrets.Answer answer = new ListSecrets.Answer(sink);
    String path = "p".repeat(500);

    // When
    for (int i = 0; i < 100; i++) {
      answer.add(path);
    }
    int sentBeforeTheEnd = sink.size();
    answer.end(true);

    // Then
    assertThat(sentBeforeTheEnd).isGreaterThan(40_000);
    assertThat(sink.toString(UTF_8)).startsWith("{\"keys\":[\"ppp").endsWith("p\"],\"more\":true}");
    assertThat(ListSecrets.parseAnswer(sink.toByteArray()))
        .isEqualTo(Collections.nCopies(100, path));
  }

  @ParameterizedTest
  @CsvSource({"2026-01-02T03:04:05.678900000Z, Europe/Berlin, 2026-01-02T04:04:05.6789+01:00",
      "2026-01-02T03:04:05Z, UTC, 2026-01-02T03:04:05Z",
      "2026-07-02T03:04:05.000000001Z, Asia/Kolkata, 2026-07-02T08:34:05.000000001+05:30",
      "0001-01-01T00:00:00Z, UTC, 0001-01-01T00:00:00Z"})
  void time_inAnyZone_isGosText(Instant moment, ZoneId zone, String expected) {
    // When, Then
    assertThat(GoWriter.time(moment, zone)).isEqualTo(expected);
  }

  @Test
  void metadata_written_sortsVersionsAsGoDoes() {
    // Given
    Instant created = Instant.parse("2026-01-02T03:04:05.67Z");
    SortedMap<Integer, SecretMetadata.Version> versions = new TreeMap<>();
    versions.put(2, new SecretMetadata.Version(created, Optional.empty()));
    versions.put(10, new SecretMetadata.Version(created, Optional.of(created)));
    SecretMetadata metadata = new SecretMetadata(2, 2, created, created, 10, 10, versions);

    // When
    byte[] json = metadata.toJson(ZoneOffset.UTC);

    // Then
    assertThat(text(json)).isEqualTo("{\"versions\":{\"10\":{\"createdTime\":"
        + "\"2026-01-02T03:04:05.67Z\",\"version\":10,\"deletedTime\":\"2026-01-02T03:04:05.67Z\"},"
        + "\"2\":{\"createdTime\":\"2026-01-02T03:04:05.67Z\",\"version\":2,\"deletedTime\":null}},"
        + "\"metadata\":{\"currentVersion\":2,\"oldestVersion\":2,\"createdTime\":"
        + "\"2026-01-02T03:04:05.67Z\",\"updatedTime\":\"2026-01-02T03:04:05.67Z\","
        + "\"maxVersions\":10}}");
    assertThat(SecretMetadata.parse(json)).isEqualTo(metadata);
  }

  @Test
  void metadata_newestVersionDestroyed_tellsTheHighestNumberEver() {
    // Given
    Instant created = Instant.parse("2026-01-02T03:04:05.67Z");
    SortedMap<Integer, SecretMetadata.Version> versions = new TreeMap<>();
    versions.put(2, new SecretMetadata.Version(created, Optional.empty()));
    SecretMetadata metadata = new SecretMetadata(2, 2, created, created, 10, 7, versions);

    // When
    byte[] json = metadata.toJson(ZoneOffset.UTC);

    // Then
    assertThat(text(json)).endsWith("\"maxVersions\":10,\"highestEver\":7}}");
    assertThat(SecretMetadata.parse(json)).isEqualTo(metadata);
  }

  @Test
  void contributeShare_withAndWithoutLabel_isReadBack() {
    // Given
    try (ContributeShare plain = new ContributeShare(share(), Optional.empty());
        ContributeShare labelled = new ContributeShare(share(), Optional.of(label()))) {

      // When
      byte[] plainJson = plain.toJson();
      byte[] labelledJson = labelled.toJson();

      // Then
      assertThat(text(plainJson)).isEqualTo("{\"shard\":" + NUMBERS + "}");
      assertThat(text(labelledJson)).isEqualTo("{\"shard\":" + NUMBERS + "," + LABEL + "}");
      try (ContributeShare read = ContributeShare.parse(labelledJson)) {
        assertThat(read.label()).contains(label());
        assertThat(read.shard().matches(labelled.shard())).isTrue();
      }
    }
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
      "{}", "{\"shard\":null}", "{\"shard\":[0]}",
      "{\"shard\":[1],\"keyId\":\"" + HEX + "\"}",
      "{\"shard\":[1],\"n\":3}",
      "{\"shard\":[1],\"keyId\":\"x\",\"shareSet\":\"" + HEX + "\",\"shareId\":2,\"n\":3,\"t\":2,"
          + "\"check\":\"" + HEX + "\"}",
      "{\"shard\":[1],\"keyId\":\"" + HEX + "\",\"shareSet\":\"" + HEX
          + "\",\"shareId\":0,\"n\":3,\"t\":2,\"check\":\"" + HEX + "\"}",
      "{\"shard\":[1],\"keyId\":\"" + HEX + "\",\"shareSet\":\"" + HEX
          + "\",\"shareId\":1,\"n\":3,\"t\":1,\"check\":\"" + HEX + "\"}"})
  void contributeShare_zeroOrHalfLabelled_isRefused(String json) {
    // When, Then
    assertThatThrownBy(() -> ContributeShare.parse(json.getBytes(UTF_8)))
        .isInstanceOfSatisfying(SpikeException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.BAD_REQUEST));
  }

  @Test
  void heldShare_written_hasTheCapitalErr() {
    // Given
    try (HeldShare plain = new HeldShare(share(), Optional.empty(), false);
        HeldShare labelled = new HeldShare(share(), Optional.of(label()), true)) {

      // When
      byte[] plainJson = plain.toJson();
      byte[] labelledJson = labelled.toJson();

      // Then
      assertThat(text(plainJson)).isEqualTo("{\"shard\":" + NUMBERS + ",\"Err\":\"\"}");
      assertThat(text(labelledJson))
          .isEqualTo("{\"shard\":" + NUMBERS + ",\"Err\":\"\"," + LABEL + ",\"pending\":true}");
      try (HeldShare read = HeldShare.parse(labelledJson)) {
        assertThat(read.pending()).isTrue();
        assertThat(read.label()).contains(label());
      }
    }
  }

  @Test
  void states_written_areReadBack() {
    // Given
    KeeperState keeper =
        new KeeperState(Optional.of(label()), false, Optional.empty(), true);
    NexusState nexus = new NexusState("sqlite", true, NexusState.Phase.NEW, HEX,
        Optional.empty(), 3, 2, Optional.empty(), Optional.of(KeyId.parse(HEX)),
        Optional.of(new NexusState.Lease(true, "run-1", 60)));
    AskNexusState ask = new AskNexusState(Optional.of(
        new AskNexusState.LeaseRequest("run-1", AskNexusState.LeaseAction.ACQUIRE)));

    // When, Then
    assertThat(text(keeper.toJson())).isEqualTo("{\"live\":{" + LABEL
        + "},\"liveUnlabelled\":false,\"pending\":null,\"pendingUnlabelled\":true}");
    assertThat(KeeperState.parse(keeper.toJson())).isEqualTo(keeper);
    assertThat(text(nexus.toJson())).isEqualTo("{\"mode\":\"sqlite\",\"sealed\":true,\"phase\":"
        + "\"new\",\"storeId\":\"" + HEX + "\",\"keyId\":\"\",\"shares\":3,\"threshold\":2,"
        + "\"shareSet\":\"\",\"replaces\":\"" + HEX
        + "\",\"lease\":{\"granted\":true,\"owner\":\"run-1\",\"secondsLeft\":60}}");
    assertThat(NexusState.parse(nexus.toJson())).isEqualTo(nexus);
    assertThat(text(ask.toJson()))
        .isEqualTo("{\"lease\":{\"owner\":\"run-1\",\"action\":\"acquire\"}}");
    assertThat(AskNexusState.parse(ask.toJson())).isEqualTo(ask);
    assertThat(ReturnShare.parse(new ReturnShare(true).toJson()).pendingOnly()).isTrue();
  }

  @Test
  void operatorMessages_written_areReadBack() {
    // Given
    SortedMap<Integer, SecretBytes> shares = new TreeMap<>();
    shares.put(2, share());
    shares.put(10, share());
    RestoreProgress progress = new RestoreProgress(1, 1, false);
    BackupReport report = new BackupReport("id", "/f", 1L << 40, 2, 3, "verified", 4);

    // When, Then
    try (RecoveredShares recovered = new RecoveredShares(shares, Optional.empty());
        RestoreShare restore = new RestoreShare(2, Optional.of(share()))) {
      assertThat(text(recovered.toJson()))
          .isEqualTo("{\"shards\":{\"10\":" + NUMBERS + ",\"2\":" + NUMBERS + "}}");
      try (RecoveredShares read = RecoveredShares.parse(recovered.toJson())) {
        assertThat(read.shards().keySet()).containsExactly(2, 10);
      }
      assertThat(text(restore.toJson())).isEqualTo("{\"id\":2,\"shard\":" + NUMBERS + "}");
    }
    assertThat(text(progress.toJson()))
        .isEqualTo("{\"collected\":1,\"remaining\":1,\"restored\":false}");
    assertThat(RestoreProgress.parse(progress.toJson())).isEqualTo(progress);
    assertThat(BackupReport.parse(report.toJson())).isEqualTo(report);
  }
}
