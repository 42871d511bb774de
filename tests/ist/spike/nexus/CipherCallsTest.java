// SPDX-License-Identifier: Apache-2.0
package ist.spike.nexus;

import static ist.spike.nexus.SealingNexus.JSON;
import static ist.spike.nexus.SealingNexus.MAX;
import static ist.spike.nexus.SealingNexus.STREAM;
import static ist.spike.nexus.SealingNexus.call;
import static ist.spike.nexus.SealingNexus.filled;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.spiffe.spiffeid.SpiffeId;
import ist.spike.wire.Call;
import ist.spike.wire.CipherText;
import ist.spike.wire.Operation;
import ist.spike.wire.Plaintext;
import ist.spike.wire.Reply;
import ist.spike.wire.SpikeException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the cipher service takes and answers, against wire spec 3.5. */
final class CipherCallsTest {

  private static final String SUPERUSER = "spiffe://spike.ist/spike/pilot/role/superuser";
  private static final String LITE = "spiffe://spike.ist/spike/workload/role/lite";
  private static final String STRANGER = "spiffe://spike.ist/workload/app";

  @TempDir
  private Path home;

  private SealingNexus nexus;

  @BeforeEach
  void unseal() {
    nexus = new SealingNexus(home);
  }

  @AfterEach
  void close() {
    nexus.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 5, 65_520, 65_521, MAX})
  void stream_anySizeUpToTheLimit_comesBack(int size) {
    // Given
    byte[] plaintext = filled(size);

    // When
    Reply sealed = nexus.calls.encrypt(call(Operation.ENCRYPT_DATA, STREAM, plaintext));
    Reply opened = nexus.calls.decrypt(call(Operation.DECRYPT_DATA, STREAM, sealed.body()));

    // Then
    assertThat(sealed.body()).hasSize(1 + 12 + size + 16).startsWith(1);
    assertThat(opened.body()).isEqualTo(plaintext);
    assertThat(List.of(sealed, opened)).allSatisfy(reply -> {
      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.contentType()).isEqualTo(STREAM);
      assertThat(reply.headers()).isEmpty();
    });
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 65_520, 65_521, MAX})
  void json_anySizeUpToTheLimit_comesBack(int size) {
    // Given
    byte[] plaintext = filled(size);

    // When
    Reply sealed = nexus.calls.encrypt(
        call(Operation.ENCRYPT_DATA, JSON, new Plaintext(plaintext).toJson()));
    Reply opened = nexus.calls.decrypt(call(Operation.DECRYPT_DATA, JSON, sealed.body()));

    // Then
    CipherText text = CipherText.parseAnswer(sealed.body());
    assertThat(text.version()).isEqualTo(1);
    assertThat(text.nonce()).hasSize(12);
    assertThat(text.ciphertext()).hasSize(size + 16);
    assertThat(Plaintext.parseAnswer(opened.body()).bytes()).isEqualTo(plaintext);
    assertThat(opened.contentType()).isEqualTo(JSON);
    assertThat(opened.headers()).containsEntry("Pragma", "no-cache");
  }

  @Test
  void json_emptyPlaintext_comesBackAsNull() {
    Reply sealed =
        nexus.calls
            .encrypt(call(Operation.ENCRYPT_DATA, JSON, "{\"plaintext\":\"\"}".getBytes(UTF_8)));
    Reply opened = nexus.calls.decrypt(call(Operation.DECRYPT_DATA, JSON, sealed.body()));

    assertThat(new String(opened.body(), UTF_8)).isEqualTo("{\"plaintext\":null}");
  }

  /** Rows: operation, content type, caller, body, then status and what is answered. */
  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
      "ENCRYPT_DATA | application/json | SUPERUSER | { | 400 api_bad_request",
      "ENCRYPT_DATA | application/json | STRANGER | { | 400 api_bad_request",
      "ENCRYPT_DATA | application/json | STRANGER | {} | 401 access_unauthorized",
      "ENCRYPT_DATA | application/json | SUPERUSER | {\"plaintext\":\"YQ\"} | 400 api_bad_request",
      "ENCRYPT_DATA | application/json | LITE | {\"plaintext\":7} | 400 api_bad_request",
      "ENCRYPT_DATA | application/json | LITE | {\"algorithm\":7} | 400 api_bad_request",
      "ENCRYPT_DATA | application/octet-stream | STRANGER | { | 401 access_unauthorized",
      "DECRYPT_DATA | application/json | STRANGER | { | 401 access_unauthorized",
      "DECRYPT_DATA | application/json | SUPERUSER | { | 400 api_bad_request",
      "DECRYPT_DATA | application/json | LITE | {} | 400 api_bad_request",
      "DECRYPT_DATA | application/json | LITE | {\"version\":256} | 400 api_bad_request",
      "DECRYPT_DATA | application/json | LITE | {\"version\":-1} | 400 api_bad_request",
      "DECRYPT_DATA | application/json | LITE | {\"version\":49,\"nonce\":\"AAAAAAAAAAAAAAAA\"}"
          + " | 400 api_bad_request",
      "DECRYPT_DATA | application/json | LITE | {\"version\":1,\"nonce\":\"AAAA\"}"
          + " | 400 api_bad_request",
      "DECRYPT_DATA | application/json | LITE | {\"version\":1,\"nonce\":\"AAAAAAAAAAAAAAAA\","
          + "\"ciphertext\":\"AAAA\"} | 500 api_internal_error",
      "DECRYPT_DATA | application/octet-stream | STRANGER | `` | 401 access_unauthorized"})
  void json_refused_inThisOrder(Operation operation, String type, String caller, String body,
      String expected) {
    // When
    SpikeException refusal = refusal(operation, type, caller, body.getBytes(UTF_8));

    // Then
    assertThat(refusal.code().status() + " " + refusal.code().text()).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
      "`` | crypto_failed_to_read_version",
      "02 | crypto_unsupported_version",
      "31 | crypto_unsupported_version",
      "01 | crypto_failed_to_read_nonce",
      "010203040506070809101112 | crypto_failed_to_read_nonce",
      "01020304050607080910111213 | decryption failed",
      "010203040506070809101112130102030405060708091011121314151617 | decryption failed"})
  void stream_refused_inPlainText(String hex, String text) {
    // When
    Reply reply =
        nexus.calls.decrypt(call(Operation.DECRYPT_DATA, STREAM, HexFormat.of().parseHex(hex)));

    // Then
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.contentType()).isEqualTo("text/plain; charset=utf-8");
    assertThat(new String(reply.body(), UTF_8)).isEqualTo(text + "\n");
    assertThat(reply.headers()).containsOnly(Map.entry("X-Content-Type-Options", "nosniff"));
  }

  @Test
  void stream_tooLarge_isRefusedInJson() {
    byte[] ciphertext = ByteBuffer.allocate(13 + MAX + 17).put((byte) 1).array();

    assertThat(refusal(Operation.DECRYPT_DATA, STREAM, "SUPERUSER", ciphertext))
        .hasMessage("a ciphertext has at most 65552 bytes, not 65553");
    assertThat(refusal(Operation.ENCRYPT_DATA, STREAM, "SUPERUSER", new byte[MAX + 1]))
        .hasMessage("a plaintext has at most 65536 bytes, not 65537");
  }

  @ParameterizedTest
  @ValueSource(ints = {MAX + 1, MAX + 16})
  void decrypt_beyondSpikesLimitAndNotOurs_isRefusedAsBySpike(int size) {
    // Given
    byte[] stream = ByteBuffer.allocate(13 + size).put((byte) 1).array();
    byte[] json = new CipherText(1, new byte[12], new byte[size]).toJson();
    String message = "a ciphertext has at most 65536 bytes, not " + size;

    // When, Then
    assertThat(refusal(Operation.DECRYPT_DATA, STREAM, "SUPERUSER", stream)).hasMessage(message);
    assertThat(refusal(Operation.DECRYPT_DATA, JSON, "SUPERUSER", json)).hasMessage(message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Application/octet-stream", "application/octet-stream; x=y", "", " ",
      "application/octet-stream,application/json"})
  void contentType_notExactlyTheStreams_isJson(String type) {
    assertThat(refusal(Operation.ENCRYPT_DATA, type, "SUPERUSER", "hello".getBytes(UTF_8)))
        .hasMessage("the request is not the JSON this operation takes");
  }

  private SpikeException refusal(Operation operation, String type, String who, byte[] body) {
    String id = switch (who) {
      case "LITE" -> LITE;
      case "STRANGER" -> STRANGER;
      default -> SUPERUSER;
    };
    Call call = new Call(operation, Optional.of(SpiffeId.parse(id)), body, type);
    try {
      Reply reply =
          operation == Operation.ENCRYPT_DATA
              ? nexus.calls.encrypt(call)
              : nexus.calls.decrypt(call);
      throw new AssertionError("answered: " + reply);
    } catch (SpikeException e) {
      return e;
    }
  }
}
