// SPDX-License-Identifier: Apache-2.0
package ist.spike.nexus;

import static ist.spike.nexus.SealingNexus.JSON;
import static ist.spike.nexus.SealingNexus.STREAM;
import static ist.spike.nexus.SealingNexus.call;
import static ist.spike.nexus.SealingNexus.filled;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ist.spike.crypto.AesGcm;
import ist.spike.crypto.SecretBytes;
import ist.spike.store.AdoptedKeys;
import ist.spike.vectors.Vectors;
import ist.spike.wire.CipherText;
import ist.spike.wire.Operation;
import ist.spike.wire.Reply;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The cipher service opens what SPIKE sealed, with the keys that its store was given. */
final class AdoptedCipherKeysTest {

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

  @Test
  void import_keyOfASpike_opensWhatItSealed() {
    // Given
    Vectors sealed = Vectors.load("shamir-vectors.json").member("cipher_stream");
    byte[] batch =
        ("{\"cipherKey\":" + Arrays.toString(sealed.bytes("root_key")) + "}").getBytes(UTF_8);
    SpikeImport spike = new SpikeImport(nexus.checks, nexus.store, nexus.calls::adopt);
    byte[] stream = sealed.bytes("stream_head_version_0x01");
    assertThat(nexus.calls.decrypt(call(Operation.DECRYPT_DATA, STREAM, stream)).status())
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
      assertThat(nexus.calls.decrypt(call(Operation.DECRYPT_DATA, STREAM, old)).body())
          .isEqualTo(sealed.bytes("plaintext_hex"));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0x01, 0x31})
  void decrypt_afterAdoptingASpikesKey_opensItsCiphertexts(int version) {
    // Given
    try (SecretBytes spike = SecretBytes.random(32)) {
      byte[] stream = streamOf(spike, version);

      // When
      boolean first = nexus.cipher.adopt(spike);
      boolean again = nexus.cipher.adopt(spike);

      // Then
      assertThat(first).isTrue();
      assertThat(again).isFalse();
      assertThat(nexus.calls.decrypt(call(Operation.DECRYPT_DATA, STREAM, stream)).body())
          .isEqualTo("hello".getBytes(UTF_8));
    }
  }

  @Test
  void seal_afterAdoptingAKey_countsOnInsteadOfAnew() {
    // Given
    try (SecretBytes spike = SecretBytes.random(32)) {
      UnsealedCipher worn =
          new UnsealedCipher(nexus.keys, nexus.store, 1, new AtomicLong((1L << 32) - 2));
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
      nexus.cipher.adopt(spike);
      byte[] ours = nexus.calls.encrypt(call(Operation.ENCRYPT_DATA, STREAM, filled(3))).body();

      // When
      nexus.reopen();
      UnsealedCipher reopened = new UnsealedCipher(nexus.keys, nexus.store, 2);

      // Then
      assertThat(reopened.keys().open(parse(ours))).contains(filled(3));
      assertThat(reopened.keys().open(parse(streamOf(spike, 0x31))))
          .contains("hello".getBytes(UTF_8));
      assertThat(nexus.store.check(rows -> {}).problems()).isEmpty();
    }
  }

  @Test
  void decrypt_afterTheStoreWasExchanged_opensWithTheKeysOfTheNewOneAlone() {
    // Given
    try (SecretBytes old = SecretBytes.random(32); SecretBytes restored = SecretBytes.random(32)) {
      ExchangedStore exchanged = new ExchangedStore(old);
      UnsealedCipher exchangedCipher = new UnsealedCipher(nexus.keys, exchanged, 1);
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
}
