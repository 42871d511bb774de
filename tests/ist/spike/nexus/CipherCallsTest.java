// SPDX-License-Identifier: Apache-2.0
package ist.spike.nexus;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spiffe.spiffeid.SpiffeId;
import ist.spike.config.Settings;
import ist.spike.crypto.AesGcm;
import ist.spike.crypto.RootKey;
import ist.spike.crypto.SecretBytes;
import ist.spike.kit.ProgramSettings;
import ist.spike.shard.Shamir;
import ist.spike.shard.Share;
import ist.spike.shard.ShareSet;
import ist.spike.shard.ShareSetId;
import ist.spike.store.AdoptedKeys;
import ist.spike.store.SqliteStore;
import ist.spike.store.StoreSettings;
import ist.spike.vectors.Vectors;
import ist.spike.wire.Call;
import ist.spike.wire.CipherText;
import ist.spike.wire.Operation;
import ist.spike.wire.Plaintext;
import ist.spike.wire.Reply;
import ist.spike.wire.SpikeException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The cipher service against wire spec 3.5, in front of a real store. */
final class CipherCallsTest {

  private static final String STREAM = "application/octet-stream";
  private static final String JSON = "application/json";
  private static final String SUPERUSER = "spiffe://spike.ist/spike/pilot/role/superuser";
  private static final String LITE = "spiffe://spike.ist/spike/workload/role/lite";
  private static final String STRANGER = "spiffe://spike.ist/workload/app";
  private static final int MAX = 65_536;

  @TempDir
  private Path home = Path.of("");
  private final KeyHolder keys = new KeyHolder();
  private SqliteStore store;
  private UnsealedCipher cipher;
  private CipherCalls calls;
  private Checks checks;

  @BeforeEach
  void unseal() {
    store = SqliteStore.open(new StoreSettings(home.resolve("data"), false));
    RootKey root = RootKey.generate();
    List<Share> shares = Shamir.split(root.bytes(), 3, 2);
    ShareSet set = ShareSet.describe(root.keyId(), ShareSetId.random(), 2, shares);
    Waiting.forResult(store.nominate(set));
    Waiting.forResult(store.finish(root));
    keys.hold(root, set, shares.subList(0, 2));
    cipher = new UnsealedCipher(keys, store, 1);
    checks = new Checks(new Authorizer(
        ProgramSettings.roles(Settings.load("nexus", List.of(), Map.of()))));
    calls = new CipherCalls(checks, cipher, MAX);
  }

  @AfterEach
  void close() {
    store.close();
    keys.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 5, 65_520, 65_521, MAX})
  void stream_anySizeUpToTheLimit_comesBack(int size) {
    // Given
    byte[] plaintext = filled(size);

    // When
    Reply sealed = calls.encrypt(call(Operation.ENCRYPT_DATA, STREAM, plaintext));
    Reply opened = calls.decrypt(call(Operation.DECRYPT_DATA, STREAM, sealed.body()));

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
    Reply sealed = calls.encrypt(
        call(Operation.ENCRYPT_DATA, JSON, new Plaintext(plaintext).toJson()));
    Reply opened = calls.decrypt(call(Operation.DECRYPT_DATA, JSON, sealed.body()));

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
        calls.encrypt(call(Operation.ENCRYPT_DATA, JSON, "{\"plaintext\":\"\"}".getBytes(UTF_8)));
    Reply opened = calls.decrypt(call(Operation.DECRYPT_DATA, JSON, sealed.body()));

    assertThat(new String(opened.body(), UTF_8)).isEqualTo("{\"plaintext\":null}");
  }

  @Test
  void import_keyOfASpike_opensWhatItSealed() {
    // Given
    Vectors sealed = Vectors.load("shamir-vectors.json").member("cipher_stream");
    byte[] batch =
        ("{\"cipherKey\":" + Arrays.toString(sealed.bytes("root_key")) + "}").getBytes(UTF_8);
    SpikeImport spike = new SpikeImport(checks, store, calls::adopt);
    byte[] stream = sealed.bytes("stream_head_version_0x01");
    assertThat(calls.decrypt(call(Operation.DECRYPT_DATA, STREAM, stream)).status())
        .isEqualTo(400);

    // When
    Reply first = spike.take(call(Operation.IMPORT_SPIKE, JSON, batch));
    Reply second = spike.take(call(Operation.IMPORT_SPIKE, JSON, batch));

    // Then
    assertThat(first.body()).asString(UTF_8)
        .isEqualTo("{\"cipherKeyAdded\":true,\"outcomes\":[]}");
    assertThat(second.body()).asString(UTF_8)
        .isEqualTo("{\"cipherKeyAdded\":false,\"outcomes\":[]}");
    for (byte[] old : List.of(stream, sealed.bytes("stream_v0_8_0_version_0x31"))) {
      assertThat(calls.decrypt(call(Operation.DECRYPT_DATA, STREAM, old)).body())
          .isEqualTo(sealed.bytes("plaintext_hex"));
    }
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
        calls.decrypt(call(Operation.DECRYPT_DATA, STREAM, HexFormat.of().parseHex(hex)));

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

  @ParameterizedTest
  @ValueSource(ints = {0x01, 0x31})
  void decrypt_afterAdoptingASpikesKey_opensItsCiphertexts(int version) {
    // Given
    try (SecretBytes spike = SecretBytes.random(32)) {
      byte[] stream = streamOf(spike, version);

      // When
      boolean first = cipher.adopt(spike);
      boolean again = cipher.adopt(spike);

      // Then
      assertThat(first).isTrue();
      assertThat(again).isFalse();
      assertThat(calls.decrypt(call(Operation.DECRYPT_DATA, STREAM, stream)).body())
          .isEqualTo("hello".getBytes(UTF_8));
    }
  }

  @Test
  void seal_afterAdoptingAKey_countsOnInsteadOfAnew() {
    // Given
    try (SecretBytes spike = SecretBytes.random(32)) {
      UnsealedCipher worn = new UnsealedCipher(keys, store, 1, new AtomicLong((1L << 32) - 2));
      worn.keys().seal(filled(3));

      // When
      worn.adopt(spike);
      worn.keys().seal(filled(3));

      // Then
      assertThatThrownBy(() -> worn.keys().seal(filled(3)))
          .hasMessageContaining("raise cipher.key.number by one");
    }
  }

  @Test
  void decrypt_afterReopeningTheStore_stillOpensBoth() {
    // Given
    try (SecretBytes spike = SecretBytes.random(32)) {
      cipher.adopt(spike);
      byte[] ours = calls.encrypt(call(Operation.ENCRYPT_DATA, STREAM, filled(3))).body();

      // When
      store.close();
      store = SqliteStore.open(new StoreSettings(home.resolve("data"), false));
      keys.withKey(root -> {
        store.unseal(root);
        return true;
      });
      UnsealedCipher reopened = new UnsealedCipher(keys, store, 2);

      // Then
      assertThat(reopened.keys().open(parse(ours))).contains(filled(3));
      assertThat(reopened.keys().open(parse(streamOf(spike, 0x31))))
          .contains("hello".getBytes(UTF_8));
      assertThat(store.check(rows -> {}).problems()).isEmpty();
    }
  }

  @Test
  void decrypt_afterTheStoreWasExchanged_opensWithTheKeysOfTheNewOneAlone() {
    // Given
    try (SecretBytes old = SecretBytes.random(32); SecretBytes restored = SecretBytes.random(32)) {
      ExchangedStore exchanged = new ExchangedStore(old);
      UnsealedCipher exchangedCipher = new UnsealedCipher(keys, exchanged, 1);
      byte[] ofOld = streamOf(old, 0x01);
      byte[] ofRestored = streamOf(restored, 0x01);
      assertThat(exchangedCipher.keys().open(parse(ofOld))).contains("hello".getBytes(UTF_8));

      // When
      exchanged.key = restored;
      exchanged.keeper = "the restored store";

      // Then
      assertThat(exchangedCipher.keys().open(parse(ofRestored)))
          .contains("hello".getBytes(UTF_8));
      assertThat(exchangedCipher.keys().open(parse(ofOld))).isEmpty();
    }
  }

  /** A store that a restore exchanges for one with another key. */
  private static final class ExchangedStore implements AdoptedKeys {

    private SecretBytes key;
    private Object keeper = "the first store";

    ExchangedStore(SecretBytes key) {
      this.key = key;
    }

    @Override
    public Object keeper() {
      return keeper;
    }

    @Override
    public List<SecretBytes> cipherKeys() {
      return List.of(key.copy());
    }

    @Override
    public CompletableFuture<Boolean> addCipherKey(SecretBytes added) {
      return CompletableFuture.completedFuture(false);
    }
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
          operation == Operation.ENCRYPT_DATA ? calls.encrypt(call) : calls.decrypt(call);
      throw new AssertionError("answered: " + reply);
    } catch (SpikeException e) {
      return e;
    }
  }

  private static Call call(Operation operation, String type, byte[] body) {
    return new Call(operation, Optional.of(SpiffeId.parse(SUPERUSER)), body, type);
  }

  private static CipherText parse(byte[] stream) {
    return new CipherText(stream[0], Arrays.copyOfRange(stream, 1, 13),
        Arrays.copyOfRange(stream, 13, stream.length));
  }

  private static byte[] streamOf(SecretBytes key, int version) {
    try (AesGcm spike = AesGcm.of(key)) {
      byte[] sealed = spike.seal("hello".getBytes(UTF_8), new byte[0]);
      return ByteBuffer.allocate(1 + sealed.length).put((byte) version).put(sealed).array();
    }
  }

  private static byte[] filled(int size) {
    byte[] bytes = new byte[size];
    Arrays.fill(bytes, (byte) 0xfe);
    return bytes;
  }
}
