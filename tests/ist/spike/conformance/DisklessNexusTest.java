// SPDX-License-Identifier: Apache-2.0
package ist.spike.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ist.spike.crypto.RootKey;
import ist.spike.fakes.RawAnswer;
import ist.spike.shard.Shamir;
import ist.spike.shard.Share;
import ist.spike.wire.RecoveredShares;
import ist.spike.wire.RestoreShare;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The backends lite and memory (wire spec 3, 3.4 and 3.5), behind real listeners. */
@Tag("system")
final class DisklessNexusTest {

  private static final Map<String, String> LITE = Map.of("SPIKE_NEXUS_BACKEND_STORE", "lite");
  private static final Map<String, String> MEMORY = Map.of("SPIKE_NEXUS_BACKEND_STORE", "Memory");
  private static final String FALLBACK = "400 {\"err\":\"api_bad_request\"}";
  private static final String STREAM = "application/octet-stream";
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir
  private Path home = Path.of("");

  @Test
  void lite_bootstrapped_servesTheCipherAndNoSecrets() throws Exception {
    try (SpikeSystem system = SpikeSystem.ready(home, LITE)) {
      for (Who who : List.of(Who.SUPERUSER, Who.LITE)) {
        assertThat(open(system, who, seal(system, who))).isEqualTo("hello");
      }
      assertThat(system.post(Who.APP, "/v1/cipher/encrypt", "{}").status()).isEqualTo(401);
      for (String target : List.of("/v1/store/secrets", "/v1/store/secrets?action=get",
          "/v1/store/secrets/metadata?action=get", "/v1/acl/policy", "/v1/acl/policy?action=list",
          "/v1/operator/backup?action=run")) {
        assertThat(system.post(Who.SUPERUSER, target, "{}").toString()).isEqualTo(FALLBACK);
      }
      assertThat(system.post(Who.RECOVER, "/v1/operator/recover", "{}").status()).isEqualTo(200);
      assertThat(system.post(Who.BOOTSTRAP, "/v1/bootstrap/state", "{}").text())
          .startsWith("{\"mode\":\"lite\",\"sealed\":false,\"phase\":\"final\",\"storeId\":\"\",");
      assertHoldsAuditRecordsAlone(system);
    }
  }

  @Test
  void lite_restarted_takesTheLiveSharesAndOpensWhatItSealed() throws Exception {
    try (SpikeSystem system = SpikeSystem.ready(home, LITE)) {
      // Given
      byte[] sealed = seal(system, Who.LITE);

      // When
      system.restartNexus(Map.of());

      // Then
      await().atMost(PATIENCE).untilAsserted(
          () -> assertThat(open(system, Who.LITE, sealed)).isEqualTo("hello"));
      assertHoldsAuditRecordsAlone(system);
    }
  }

  @Test
  void lite_onlyPendingShares_staysSealed() throws Exception {
    try (SpikeSystem system = SpikeSystem.sealed(home, LITE); RootKey key = RootKey.generate()) {
      // Given shares that Bootstrap, or whoever has stolen its SVID, has left
      system.contribute(Who.BOOTSTRAP, key);

      // When nobody has said that it is the right one
      system.restartNexus(Map.of());

      // Then
      await().during(Duration.ofSeconds(1)).atMost(PATIENCE).untilAsserted(
          () -> assertThat(system.post(Who.LITE, "/v1/cipher/encrypt", "{}").toString())
              .isEqualTo("503 {\"err\":\"state_not_ready\"}"));
    }
  }

  @Test
  void lite_unlabelledLiveShares_countOnlyForTheKeyThatIsNamed() throws Exception {
    try (SpikeSystem system = SpikeSystem.sealed(home, LITE); RootKey key = RootKey.generate()) {
      // Given shares as a SPIKE Nexus left them
      system.contribute(Who.NEXUS, key);
      await().during(Duration.ofSeconds(1)).atMost(PATIENCE).untilAsserted(
          () -> assertThat(system.post(Who.LITE, "/v1/cipher/encrypt", "{}").status())
              .isEqualTo(503));

      // When
      system.restartNexus(Map.of("SPIKE_KEY_ID", key.keyId().toString()));

      // Then
      await().atMost(PATIENCE).untilAsserted(
          () -> assertThat(system.post(Who.LITE, "/v1/cipher/encrypt", "{}").status())
              .isEqualTo(200));
    }
  }

  @Test
  void lite_operatorRestore_takesSharesOfTheNamedKeyAlone() throws Exception {
    try (RootKey key = RootKey.generate();
        RootKey other = RootKey.generate();
        SpikeSystem system = SpikeSystem.sealed(home, LITE)) {
      // Given
      List<Share> mine = Shamir.split(key.bytes(), 3, 2);
      List<Share> others = Shamir.split(other.bytes(), 3, 2);
      assertThat(restore(system, mine.getFirst())).startsWith("400 ");
      system.restartNexus(Map.of("SPIKE_KEY_ID", key.keyId().toString()));

      // When
      String wrong = restore(system, others.get(0)) + restore(system, others.get(1));
      String right = restore(system, mine.get(2)) + restore(system, mine.get(0));

      // Then
      assertThat(wrong).isEqualTo("200 {\"collected\":1,\"remaining\":1,\"restored\":false}"
          + "400 {\"collected\":0,\"remaining\":0,\"restored\":false,\"err\":\"api_bad_request\"}");
      assertThat(right).isEqualTo("200 {\"collected\":1,\"remaining\":1,\"restored\":false}"
          + "200 {\"collected\":2,\"remaining\":0,\"restored\":true}");
      assertThat(open(system, Who.LITE, seal(system, Who.LITE))).isEqualTo("hello");
    }
  }

  @Test
  void lite_live_countsOnlySharesOfItsKey() throws Exception {
    try (SpikeSystem system = SpikeSystem.ready(home, LITE);
        RecoveredShares out = RecoveredShares.parse(
            system.post(Who.RECOVER, "/v1/operator/recover", "{}").body());
        RootKey other = RootKey.generate()) {
      // Given
      byte[] sealed = seal(system, Who.LITE);
      List<Share> mine = out.shards().entrySet().stream()
          .map(share -> new Share(share.getKey(), share.getValue().copy())).toList();
      Share foreign = Shamir.split(other.bytes(), 3, 2).getLast();

      // When
      String answers = restore(system, mine.get(0)) + restore(system, mine.get(0))
          + restore(system, foreign) + restore(system, mine.get(1)) + restore(system, foreign);

      // Then
      String one = "200 {\"collected\":1,\"remaining\":1,\"restored\":false}";
      String enough = "200 {\"collected\":2,\"remaining\":0,\"restored\":true}";
      assertThat(answers).isEqualTo(one + one
          + "400 {\"collected\":0,\"remaining\":0,\"restored\":false,\"err\":\"api_bad_request\"}"
          + enough + enough);
      assertThat(open(system, Who.LITE, sealed)).isEqualTo("hello");
    }
  }

  @Test
  void memory_start_isReadyAtOnceAndForgetsEverything() throws Exception {
    try (SpikeSystem system = SpikeSystem.sealed(home, MEMORY)) {
      // Given
      assertThat(system.post(Who.SUPERUSER, "/v1/store/secrets",
          "{\"path\":\"a/b\",\"values\":{\"k\":\"v\"}}").status()).isEqualTo(200);
      assertThat(system.post(Who.SUPERUSER, "/v1/store/secrets?action=get", "{\"path\":\"a/b\"}"))
          .hasToString("200 {\"data\":{\"k\":\"v\"}}");
      assertThat(system.post(Who.SUPERUSER, "/v1/store/secrets?action=list", "{}"))
          .hasToString("200 {\"keys\":[\"a/b\"]}");
      assertThat(system.post(Who.BOOTSTRAP, "/v1/bootstrap/state", "{}").text())
          .startsWith("{\"mode\":\"memory\",\"sealed\":false,");
      byte[] sealed = seal(system, Who.SUPERUSER);
      assertThat(open(system, Who.SUPERUSER, sealed)).isEqualTo("hello");

      // When
      system.restartNexus(Map.of());

      // Then
      assertThat(system.post(Who.SUPERUSER, "/v1/store/secrets?action=list", "{}"))
          .hasToString("200 {\"keys\":[]}");
      assertThat(open(system, Who.SUPERUSER, sealed)).isEqualTo("decryption failed\n");
      assertHoldsAuditRecordsAlone(system);
    }
  }

  /** Before the body is read and before the caller is looked at. */
  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {"RECOVER", "APP"})
  void memory_recoveryShares_areRefusedBeforeAnythingElse(Who who) throws Exception {
    try (SpikeSystem system = SpikeSystem.sealed(home, MEMORY)) {
      for (String body : List.of("{}", "{", "")) {
        assertThat(system.post(who, "/v1/operator/recover", body))
            .hasToString("400 {\"shards\":null,\"err\":\"api_bad_request\"}");
        assertThat(system.post(who, "/v1/operator/restore", body)).hasToString(
            "400 {\"collected\":0,\"remaining\":0,\"restored\":false,\"err\":\"api_bad_request\"}");
      }
    }
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "BOOTSTRAP | {\"nonce\":\"AAAAAAAAAAAAAAAA\",\"ciphertext\":\"AAAAAAAAAAAAAAAAAAAAAA==\"} "
          + "| 500 {\"hash\":\"\",\"err\":\"api_internal_error\"}",
      "BOOTSTRAP | {\"nonce\":\"AAAA\"} | 400 {\"hash\":\"\",\"err\":\"api_bad_request\"}",
      "APP | {} | 401 {\"hash\":\"\",\"err\":\"access_unauthorized\"}"})
  void memory_verify_neverHasBootstrapsKey(Who who, String body, String expected)
      throws Exception {
    try (SpikeSystem system = SpikeSystem.sealed(home, MEMORY)) {
      assertThat(system.post(who, "/v1/bootstrap/verify", body)).hasToString(expected);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"postgres", "sqlite3", "none"})
  void start_unknownBackend_namesTheThree(String name) {
    assertThatThrownBy(
        () -> SpikeSystem.sealed(home, Map.of("SPIKE_NEXUS_BACKEND_STORE", name)))
        .hasMessageContaining("SPIKE_NEXUS_BACKEND_STORE is \"" + name
            + "\"; it must be one of sqlite, memory, lite");
  }

  private static byte[] seal(SpikeSystem system, Who who) throws IOException {
    RawAnswer sealed =
        system.request(who, "POST", "/v1/cipher/encrypt", STREAM, "hello".getBytes(UTF_8));
    assertThat(sealed.status()).isEqualTo(200);
    return sealed.body();
  }

  private static String open(SpikeSystem system, Who who, byte[] sealed) throws IOException {
    return system.request(who, "POST", "/v1/cipher/decrypt", STREAM, sealed).text();
  }

  private static String restore(SpikeSystem system, Share share) throws IOException {
    try (RestoreShare request =
        new RestoreShare(share.id(), Optional.of(share.value().copy()))) {
      return system.post(Who.RESTORE, "/v1/operator/restore",
          new String(request.toJson(), UTF_8)).toString();
    }
  }

  /** One for each answer, and nothing else is on the disk. */
  private void assertHoldsAuditRecordsAlone(SpikeSystem system) throws IOException {
    assertThat(home.toFile().list()).containsExactly("data");
    assertThat(home.resolve("data").toFile().list()).containsExactly("audit");
    assertThat(AuditTrail.statuses(home)).containsAllEntriesOf(system.answered().entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, answer -> List.of(answer.getValue()))));
  }
}
