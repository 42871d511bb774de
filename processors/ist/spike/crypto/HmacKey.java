// SPDX-License-Identifier: Apache-2.0
package ist.spike.crypto;

import java.security.GeneralSecurityException;
import javax.crypto.Mac;

/**
 * HMAC-SHA256 (RFC 2104) under one key that is used again and again. Looking for a provider and keying it takes longer
 * than a short message does, so both are done once; the provider's MAC keeps the key until {@link #close}, as the ciphers
 * of {@link AesGcm} do. Thread safe.
 */
public final class HmacKey implements AutoCloseable {
  private final Mac mac;
  private boolean closed;

  private HmacKey(Mac mac) {
    this.mac = mac;
  }

  /** Copies the key; {@code key} stays the caller's to close. */
  public static HmacKey of(SecretBytes key) {
    return new HmacKey(Hmac.keyedWith(key::copyOut));
  }

  /** Takes the key over and closes it. */
  public static HmacKey takeOwnership(SecretBytes key) {
    try (key) {
      return of(key);
    }
  }

  /** The tag of {@code message}, as {@link Hmac#sha256} gives it. */
  public synchronized byte[] sha256(byte[] message) {
    if (closed) {
      throw new IllegalStateException("the key of the MAC was closed");
    }
    return mac.doFinal(message);
  }

  /** Makes the provider forget the key; harmless when repeated. */
  @Override
  public synchronized void close() {
    closed = true;
    try {
      mac.init(new BorrowedKey(Hmac.ALGORITHM, () -> new byte[Hmac.TAG_SIZE_BYTES]));
    } catch (GeneralSecurityException e) {
      throw new AssertionError("an unused key is always taken", e);
    }
  }
}
