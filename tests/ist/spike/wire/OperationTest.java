// SPDX-License-Identifier: Apache-2.0
package ist.spike.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The table of operations against the facts of SPIKE's wire. */
final class OperationTest {

  @ParameterizedTest
  @CsvSource(delimiter = '|', nullValues = "none", value = {
      "NEXUS | /v1/store/secrets | '' | PUT_SECRET",
      "NEXUS | /v1/store/secrets | get | GET_SECRET",
      "NEXUS | /v1/store/secrets/metadata | get | GET_METADATA",
      "NEXUS | /v1/operator/restore | '' | RESTORE_SHARE",
      "KEEPER | /v1/store/shard | '' | RETURN_SHARE",
      "NEXUS | /v1/store/secrets | GET | none",
      "NEXUS | /v1/store/secrets/ | get | none",
      "NEXUS | /v1/store/secrets/metadata | '' | none",
      "NEXUS | /v1/store/shard | '' | none",
      "KEEPER | /v1/store/secrets | get | none",
      "NEXUS | '/v1/store/secrets get' | '' | none"})
  void of_pathAndAction_findsExactMatchOnly(Server server, String path, String action,
      String expected) {
    // When
    var found = Operation.of(server, path, action);

    // Then
    assertThat(found.map(Operation::name).orElse(null)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
      "PUT_SECRET | {\"err\":\"api_bad_request\"}",
      "GET_SECRET | {\"data\":null,\"err\":\"api_bad_request\"}",
      "LIST_SECRETS | {\"keys\":null,\"err\":\"api_bad_request\"}",
      "GET_METADATA | {\"metadata\":{\"currentVersion\":0,\"oldestVersion\":0,"
          + "\"createdTime\":\"0001-01-01T00:00:00Z\",\"updatedTime\":\"0001-01-01T00:00:00Z\","
          + "\"maxVersions\":0},\"err\":\"api_bad_request\"}",
      "GET_POLICY | {\"id\":\"\",\"name\":\"\",\"spiffiedPattern\":\"\",\"pathPattern\":\"\","
          + "\"permissions\":null,\"createdAt\":\"0001-01-01T00:00:00Z\","
          + "\"updatedAt\":\"0001-01-01T00:00:00Z\",\"err\":\"api_bad_request\"}",
      "LIST_POLICIES | {\"policies\":null,\"err\":\"api_bad_request\"}",
      "RECOVER_SHARES | {\"shards\":null,\"err\":\"api_bad_request\"}",
      "RESTORE_SHARE | {\"collected\":0,\"remaining\":0,\"restored\":false,"
          + "\"err\":\"api_bad_request\"}",
      "ENCRYPT_DATA | {\"version\":0,\"nonce\":null,\"ciphertext\":null,"
          + "\"err\":\"api_bad_request\"}",
      "DECRYPT_DATA | {\"plaintext\":null,\"err\":\"api_bad_request\"}",
      "VERIFY_BOOTSTRAP | {\"hash\":\"\",\"err\":\"api_bad_request\"}",
      "CONTRIBUTE_SHARE | {\"err\":\"api_bad_request\"}",
      "RETURN_SHARE | {\"shard\":null,\"Err\":\"api_bad_request\"}"})
  void failureBody_ofEachRoute_hasItsOwnZeroShape(Operation operation, String expected) {
    // When
    byte[] body = operation.failureBody(ErrorCode.BAD_REQUEST);

    // Then
    assertThat(new String(body, StandardCharsets.UTF_8)).isEqualTo(expected);
  }

  @Test
  void passesSealed_overTheTable_isOnlyWhatNeedsNoKey() {
    // When
    var passing = Arrays.stream(Operation.values()).filter(Operation::passesSealed);

    // Then
    assertThat(passing).containsExactlyInAnyOrder(Operation.RECOVER_SHARES,
        Operation.RECOVER_ENCRYPTED, Operation.CONFIRM_SHARE, Operation.RESTORE_SHARE,
        Operation.RESTORE_SECRET, Operation.VERIFY_BOOTSTRAP, Operation.NEXUS_STATE,
        Operation.SHOW_STATUS, Operation.RESTORE_BACKUP, Operation.LIST_DEAD_LETTERS,
        Operation.SHOW_DEAD_LETTER, Operation.RETRY_DEAD_LETTER, Operation.DROP_DEAD_LETTER);
  }

  @Test
  void access_ofOperatorPaths_isNeverGrantedByPolicy() {
    // When
    var operatorPaths = Arrays.stream(Operation.values())
        .filter(operation -> operation.path().startsWith("/v1/operator/"));

    // Then
    assertThat(operatorPaths)
        .allSatisfy(operation -> assertThat(operation.access().permission()).isEmpty());
  }

  @Test
  void failure_busy_tellsWhenToRetry() {
    // When
    Reply reply = Reply.failure(Operation.PUT_SECRET, ErrorCode.BUSY);

    // Then
    assertThat(reply.status()).isEqualTo(503);
    assertThat(reply.headers()).containsEntry("Retry-After", "1").containsEntry("Expires", "0");
  }
}
