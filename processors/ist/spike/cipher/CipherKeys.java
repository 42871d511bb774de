// SPDX-License-Identifier: Apache-2.0
package ist.spike.cipher;

import ist.spike.crypto.AesGcm;
import ist.spike.crypto.RootKey;
import ist.spike.crypto.SecretBytes;
import ist.spike.wire.CipherText;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.SpikeException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import javax.crypto.AEADBadTagException;

/**
 * The keys of the cipher service: the newest seals, the older ones and those of an imported SPIKE
 * only open (ops/format/keys.md 3.1). None of them opens anything in the store. Thread safe.
 */
public final class CipherKeys implements AutoCloseable {

  /** How many keys are tried at most. */
  public static final int MAX_KEYS = 8;

  /** The version byte of what we seal, and of SPIKE 0.8.1 and later. */
  public static final int VERSION = 0x01;

  /** The version byte of SPIKE 0.8.0: the digit 1. */
  public static final int OLD_VERSION = 0x31;

  private static final String PURPOSE = "cipher/";
  private static final byte[] NO_ASSOCIATED_DATA = {};
  /** Random nonces of 96 bits are safe for so many seals (NIST SP 800-38D, 8.3). */
  private static final long MAX_SEALS = 1L << 32;

  private final List<AesGcm> derived;
  private final List<AesGcm> imported;
  private final AtomicLong seals;

  private CipherKeys(List<AesGcm> derived, List<AesGcm> imported, AtomicLong seals) {
    this.derived = derived;
    this.imported = imported;
    this.seals = seals;
  }

  /**
   * Derives the keys of this root key.
   *
   * @param newest the number of the key that seals, from 1
   * @param imported root keys of other systems, oldest first, fewer than {@value #MAX_KEYS}; copied
   */
  public static CipherKeys of(RootKey root, int newest, List<SecretBytes> imported) {
    return of(root, newest, imported, new AtomicLong());
  }

  /**
   * The same for a process that has sealed with the newest key before.
   *
   * @param seals how many were made with it, counted on from here; shared with all keys of the process
   */
  public static CipherKeys of(RootKey root, int newest, List<SecretBytes> imported,
      AtomicLong seals) {
    if (newest < 1 || imported.size() >= MAX_KEYS) {
      throw new IllegalArgumentException(
          "key " + newest + " with " + imported.size() + " imported keys");
    }
    List<AesGcm> derived = new ArrayList<>();
    int oldest = Math.max(1, newest - (MAX_KEYS - imported.size()) + 1);
    for (int number = newest; number >= oldest; number--) {
      try (SecretBytes key = root.derive(PURPOSE + number, AesGcm.KEY_SIZE_BYTES)) {
        derived.add(AesGcm.of(key));
      }
    }
    return new CipherKeys(List.copyOf(derived),
        imported.reversed().stream().map(AesGcm::of).toList(), seals);
  }

  /** Seals under the newest key and a fresh nonce. */
  public CipherText seal(byte[] plaintext) {
    if (seals.incrementAndGet() > MAX_SEALS) {
      throw new SpikeException(ErrorCode.INTERNAL,
          "the newest cipher key has made " + MAX_SEALS + " seals: raise cipher.key.number by one");
    }
    byte[] sealed = derived.getFirst().seal(plaintext, NO_ASSOCIATED_DATA);
    return new CipherText(VERSION, Arrays.copyOf(sealed, AesGcm.NONCE_SIZE_BYTES),
        Arrays.copyOfRange(sealed, AesGcm.NONCE_SIZE_BYTES, sealed.length));
  }

  /** Whether there is a key for ciphertexts with this version byte. */
  public boolean accepts(int version) {
    return version == VERSION || (version == OLD_VERSION && !imported.isEmpty());
  }

  /** The plaintext; empty when no key opens it, for whatever reason. */
  public Optional<byte[]> open(CipherText text) {
    List<AesGcm> candidates = switch (text.version()) {
      case VERSION -> Stream.concat(derived.stream(), imported.stream()).toList();
      case OLD_VERSION -> imported;
      default -> List.of();
    };
    return candidates.stream().flatMap(key -> opened(key, text).stream()).findFirst();
  }

  /** Whether a key is the one shows only by trying. */
  private static Optional<byte[]> opened(AesGcm key, CipherText text) {
    try {
      return Optional.of(key.open(text.nonce(), text.ciphertext(), NO_ASSOCIATED_DATA));
    } catch (AEADBadTagException e) {
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    derived.forEach(AesGcm::close);
    imported.forEach(AesGcm::close);
  }
}
