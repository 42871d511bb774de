// SPDX-License-Identifier: Apache-2.0
package ist.spike.nexus;

import ist.spike.cipher.CipherKeys;
import ist.spike.config.Settings;
import ist.spike.crypto.AesGcm;
import ist.spike.crypto.SecretBytes;
import ist.spike.store.AdoptedKeys;
import ist.spike.wire.Call;
import ist.spike.wire.CipherText;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.Plaintext;
import ist.spike.wire.Reply;
import ist.spike.wire.SpikeException;
import java.util.Arrays;
import java.util.Optional;

/**
 * Encrypts and decrypts for callers who have no key (wire spec 3.5). Each operation takes JSON, or
 * raw bytes when the content type says so; the checks of the four come in four orders, and those of
 * a stream are answered in plain text where SPIKE does.
 */
final class CipherCalls {

  private static final String STREAM = "application/octet-stream";
  private static final int HEADER_SIZE_BYTES = 1 + AesGcm.NONCE_SIZE_BYTES;
  private static final int BAD_REQUEST = 400;
  /** No less than the probe of Bootstrap: without it there is no root key. */
  private static final int MIN_BYTES = 64;
  private static final int MAX_CIPHERTEXT_BYTES = 16 * 1024 * 1024;
  private static final int MAX_KEY_NUMBER = 1_000_000;

  private final Checks checks;
  private final UnsealedCipher cipher;
  private final int maxPlaintextBytes;

  CipherCalls(Checks checks, UnsealedCipher cipher, int maxPlaintextBytes) {
    this.checks = checks;
    this.cipher = cipher;
    this.maxPlaintextBytes = maxPlaintextBytes;
  }

  /** The service under the root key that {@code keys} holds, as the settings want it. */
  static CipherCalls of(Settings settings, Checks checks, KeyHolder keys, AdoptedKeys adopted) {
    UnsealedCipher cipher = new UnsealedCipher(keys, adopted,
        settings.integer("cipher.key.number", 1, MAX_KEY_NUMBER));
    return new CipherCalls(checks, cipher, maxBytes(settings));
  }

  /** How long a text may be here and, as in SPIKE, the probe of Bootstrap. */
  static int maxBytes(Settings settings) {
    return settings.integer("nexus.crypto.max.ciphertext.size", MIN_BYTES, MAX_CIPHERTEXT_BYTES);
  }

  /** Opens from now on what another system's key sealed; false when it does so already. */
  boolean adopt(SecretBytes key) {
    return cipher.adopt(key);
  }

  Reply encrypt(Call call) {
    return isStream(call)
        ? checks.answer(call, new Checks.Steps<>(Plaintext::new, this::requireSize,
            plaintext -> Reply.binary(seal(plaintext).toStream())))
        : checks.answer(call, new Checks.Steps<>(Plaintext::parse, this::requireSize,
            plaintext -> Reply.ok(seal(plaintext).toJson())));
  }

  /** SPIKE authorises this one before it reads the body, unlike everything else of its own. */
  Reply decrypt(Call call) {
    checks.require(call);
    return isStream(call) ? decryptStream(call.body()) : decryptJson(call.body());
  }

  private Reply decryptJson(byte[] body) {
    CipherText text = CipherText.parse(body);
    if (!cipher.keys().accepts(text.version())) {
      throw refused("there is no key for ciphertexts of version " + text.version());
    }
    if (text.nonce().length != AesGcm.NONCE_SIZE_BYTES) {
      throw refused("a nonce has 12 bytes, not " + text.nonce().length);
    }
    byte[] plaintext = open(cipher.keys(), text).orElseThrow(
        () -> new SpikeException(ErrorCode.INTERNAL, "no cipher key opens the ciphertext"));
    return Reply.ok(new Plaintext(plaintext).toJson());
  }

  private Reply decryptStream(byte[] body) {
    if (body.length == 0) {
      return Reply.text(BAD_REQUEST, "crypto_failed_to_read_version");
    }
    CipherKeys keys = cipher.keys();
    int version = Byte.toUnsignedInt(body[0]);
    if (!keys.accepts(version)) {
      return Reply.text(BAD_REQUEST, "crypto_unsupported_version");
    }
    if (body.length < HEADER_SIZE_BYTES) {
      return Reply.text(BAD_REQUEST, "crypto_failed_to_read_nonce");
    }
    CipherText text = new CipherText(version, Arrays.copyOfRange(body, 1, HEADER_SIZE_BYTES),
        Arrays.copyOfRange(body, HEADER_SIZE_BYTES, body.length));
    return open(keys, text).map(Reply::binary)
        .orElseGet(() -> Reply.text(BAD_REQUEST, "decryption failed"));
  }

  private CipherText seal(Plaintext plaintext) {
    return cipher.keys().seal(plaintext.bytes());
  }

  private void requireSize(Plaintext plaintext) {
    if (plaintext.bytes().length > maxPlaintextBytes) {
      throw refused("a plaintext has at most " + maxPlaintextBytes + " bytes, not "
          + plaintext.bytes().length);
    }
  }

  /**
   * Opens what encrypt gave. SPIKE forgets the tag in its limit and cannot open its largest
   * ciphertexts; what is beyond that limit and not ours is refused as SPIKE refuses it.
   */
  private Optional<byte[]> open(CipherKeys keys, CipherText text) {
    int length = text.ciphertext().length;
    requireAtMost(maxPlaintextBytes + AesGcm.TAG_SIZE_BYTES, length);
    Optional<byte[]> plaintext = keys.open(text);
    if (plaintext.isEmpty()) {
      requireAtMost(maxPlaintextBytes, length);
    }
    return plaintext;
  }

  private static void requireAtMost(int max, int length) {
    if (length > max) {
      throw refused("a ciphertext has at most " + max + " bytes, not " + length);
    }
  }

  private static boolean isStream(Call call) {
    return call.contentType().equals(STREAM);
  }

  private static SpikeException refused(String sentence) {
    return new SpikeException(ErrorCode.BAD_REQUEST, sentence);
  }
}
