// SPDX-License-Identifier: Apache-2.0
package ist.spike.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import ist.spike.fakes.RawAnswer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a Nexus without a root key answers (wire spec 2.1 and 3.4). */
@TestInstance(Lifecycle.PER_CLASS)
final class SealedNexusTest {

  private static final String NOT_READY = "503 {\"err\":\"state_not_ready\"}";

  private final SpikeSystem system;

  SealedNexusTest(@TempDir Path home) throws Exception {
    system = SpikeSystem.sealed(home, Map.of());
  }

  @AfterAll
  void stop() {
    system.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/store/secrets", "/v1/store/secrets?action=get",
      "/v1/store/secrets?action=delete", "/v1/store/secrets?action=undelete",
      "/v1/store/secrets?action=list", "/v1/store/secrets/metadata?action=get", "/v1/acl/policy",
      "/v1/acl/policy?action=get", "/v1/acl/policy?action=delete", "/v1/acl/policy?action=list",
      "/v1/cipher/encrypt", "/v1/cipher/decrypt", "/v1/bootstrap/verify", "/v1/nothing", "/",
      "/v1/store/secrets?action=x"})
  void post_anyPathThatNeedsTheKey_isNotReady(String target) throws IOException {
    for (String body : new String[]{"{}", "{"}) {
      RawAnswer answer = system.post(Who.SUPERUSER, target, body);

      assertThat(answer.toString()).isEqualTo(NOT_READY);
      assertThat(answer.fixedHeaders()).isEqualTo(RouteMatrixTest.JSON_HEADERS);
    }
  }

  @ParameterizedTest
  @EnumSource(Who.class)
  void otherMethod_beforeReadiness_isTheFallback(Who who) throws IOException {
    assertThat(system.request(who, "GET", "/v1/store/secrets", "", new byte[0]).toString())
        .isEqualTo("400 {\"err\":\"api_bad_request\"}");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "RECOVER | /v1/operator/recover | {} | 500 {\"shards\":null,\"err\":\"api_internal_error\"}",
      "RECOVER | /v1/operator/recover | { | 400 {\"shards\":null,\"err\":\"api_bad_request\"}",
      "SUPERUSER | /v1/operator/recover | {} "
          + "| 401 {\"shards\":null,\"err\":\"access_unauthorized\"}",
      "SUPERUSER | /v1/operator/recover?action=x | {} | 400 {\"err\":\"api_bad_request\"}",
      "SUPERUSER | /v1/operator/restore | {\"id\":1,\"shard\":[1]} | 401 {\"collected\":0,"
          + "\"remaining\":0,\"restored\":false,\"err\":\"access_unauthorized\"}",
      "RESTORE | /v1/operator/restore | {\"id\":0,\"shard\":[1]} | 400 {\"collected\":0,"
          + "\"remaining\":0,\"restored\":false,\"err\":\"api_bad_request\"}",
      "SUPERUSER | /v1/operator/restore?action=get | {} | 400 {\"err\":\"api_bad_request\"}"})
  void post_emergencyPath_passesTheGate(Who who, String target, String body, String expected)
      throws IOException {
    assertThat(system.post(who, target, body).toString()).isEqualTo(expected);
  }
}
