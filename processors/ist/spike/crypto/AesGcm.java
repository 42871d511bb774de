// SPDX-License-Identifier: Apache-2.0
package ist.spike.crypto;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.atomic.AtomicReference;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import org.jspecify.annotations.Nullable;

/**
 * AES-256-GCM under one key (NIST SP 800-38D), thread safe. Nonces are 96 random bits, which is safe for up to 2^32
 * seals under one key (section 8.3); whoever owns a key that may come near it counts the seals.
 */
public final class AesGcm implements AutoCloseable {
  public static final int KEY_SIZE_BYTES = 32;
  public static final int NONCE_SIZE_BYTES = 12;
  public static final int TAG_SIZE_BYTES = 16;

  private static final int MAX_IDLE_CIPHERS = 16;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final SecretBytes key;
  private volatile boolean keepsCiphers;
  /** Making a Cipher costs twice as much as sealing a kilobyte, so a few wait here for their next use. */
  private final Queue<Cipher> idle = new ArrayBlockingQueue<>(MAX_IDLE_CIPHERS);
  /** One more, before the others: without threads in each other's way it is taken in a tenth of the time. */
  private final AtomicReference<@Nullable Cipher> first = new AtomicReference<>();

  private AesGcm(SecretBytes key, boolean keepsCiphers) {
    this.key = key;
    this.keepsCiphers = keepsCiphers;
  }

  /** Copies the key, which must have 32 bytes; the copy is zeroed when this object is closed. */
  public static AesGcm of(SecretBytes key) {
    return new AesGcm(copyOf(key), true);
  }

  /** As {@link #of}, for a key that is used a few times: no copy of it stays in a cipher in between. */
  public static AesGcm ofRareUse(SecretBytes key) {
    return new AesGcm(copyOf(key), false);
  }

  private static SecretBytes copyOf(SecretBytes key) {
    if (key.size() != KEY_SIZE_BYTES) {
      throw new IllegalArgumentException("an AES-256 key has 32 bytes, not " + key.size());
    }
    return key.copy();
  }

  /** Encrypts under a fresh random nonce and gives nonce (12), ciphertext and tag (16) as one array. */
  public byte[] seal(byte[] plaintext, byte[] associatedData) {
    byte[] nonce = new byte[NONCE_SIZE_BYTES];
    RANDOM.nextBytes(nonce);
    byte[] sealed = new byte[NONCE_SIZE_BYTES + plaintext.length + TAG_SIZE_BYTES];
    System.arraycopy(nonce, 0, sealed, 0, NONCE_SIZE_BYTES);
    Cipher cipher = borrow();
    try {
      start(cipher, Cipher.ENCRYPT_MODE, new GCMParameterSpec(TAG_SIZE_BYTES * 8, nonce),
          associatedData);
      cipher.doFinal(plaintext, 0, plaintext.length, sealed, NONCE_SIZE_BYTES);
      return sealed;
    } catch (GeneralSecurityException e) {
      throw new AssertionError("a 32-byte key and a fresh nonce always seal", e);
    } finally {
      giveBack(cipher);
    }
  }

  /**
   * Decrypts what {@link #seal} gave.
   *
   * @throws AEADBadTagException when the key, the associated data or a single bit differs, or bytes are missing
   */
  public byte[] open(byte[] sealed, byte[] associatedData) throws AEADBadTagException {
    if (sealed.length < NONCE_SIZE_BYTES + TAG_SIZE_BYTES) {
      throw new AEADBadTagException("sealed bytes are cut off");
    }
    return open(new GCMParameterSpec(TAG_SIZE_BYTES * 8, sealed, 0, NONCE_SIZE_BYTES), sealed,
        NONCE_SIZE_BYTES, associatedData);
  }

  /** Decrypts where the nonce travels apart, as on SPIKE's wire; fails like {@link #open(byte[], byte[])}. */
  public byte[] open(byte[] nonce, byte[] ciphertextAndTag, byte[] associatedData)
      throws AEADBadTagException {
    if (nonce.length != NONCE_SIZE_BYTES || ciphertextAndTag.length < TAG_SIZE_BYTES) {
      throw new AEADBadTagException("nonce or ciphertext has the wrong size");
    }
    return open(new GCMParameterSpec(TAG_SIZE_BYTES * 8, nonce), ciphertextAndTag, 0,
        associatedData);
  }

  /** Zeroes the key. Seals and opens under way finish; later ones are refused. */
  @Override
  public void close() {
    keepsCiphers = false;
    key.close();
    for (Cipher cipher = waiting(); cipher != null; cipher = waiting()) {
      forgetKey(cipher);
    }
  }

  private void giveBack(Cipher cipher) {
    if (!keepsCiphers || !(first.compareAndSet(null, cipher) || idle.offer(cipher))) {
      forgetKey(cipher);
    }
  }

  /** The provider keeps the last key of a cipher, and zeroes it when it gets another. */
  private static void forgetKey(Cipher cipher) {
    try {
      giveUnusedKey(cipher, Cipher.ENCRYPT_MODE);
    } catch (GeneralSecurityException e) {
      throw new AssertionError("an unused key of 32 bytes is always taken", e);
    }
  }

  private static void giveUnusedKey(Cipher cipher, int mode) throws GeneralSecurityException {
    cipher.init(mode, new BorrowedKey("AES", () -> new byte[KEY_SIZE_BYTES]),
        new GCMParameterSpec(TAG_SIZE_BYTES * 8, new byte[NONCE_SIZE_BYTES]));
  }

  private byte[] open(GCMParameterSpec nonce, byte[] input, int offset, byte[] associatedData)
      throws AEADBadTagException {
    Cipher cipher = borrow();
    try {
      start(cipher, Cipher.DECRYPT_MODE, nonce, associatedData);
      return cipher.doFinal(input, offset, input.length - offset);
    } catch (AEADBadTagException e) {
      throw e;
    } catch (GeneralSecurityException e) {
      throw new AssertionError("opening fails in no other way", e);
    } finally {
      giveBack(cipher);
    }
  }

  private void start(Cipher cipher, int mode, GCMParameterSpec nonce, byte[] associatedData)
      throws GeneralSecurityException {
    cipher.init(mode, new BorrowedKey("AES", key::copyOut), nonce);
    cipher.updateAAD(associatedData);
  }

  private Cipher borrow() {
    Cipher waiting = waiting();
    if (waiting != null) {
      return waiting;
    }
    try {
      Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
      // With its first key it looks for a provider, and hides the refusal of a closed key behind
      // one of its own.
      giveUnusedKey(cipher, Cipher.DECRYPT_MODE);
      return cipher;
    } catch (GeneralSecurityException e) {
      throw new AssertionError("every JDK has AES-GCM", e);
    }
  }

  private @Nullable Cipher waiting() {
    Cipher cipher = first.getAndSet(null);
    return cipher == null ? idle.poll() : cipher;
  }
}
