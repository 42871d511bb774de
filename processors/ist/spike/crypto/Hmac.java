// SPDX-License-Identifier: Apache-2.0
package ist.spike.crypto;

import java.security.GeneralSecurityException;
import java.util.function.Supplier;
import javax.crypto.Mac;

/** HMAC-SHA256 (RFC 2104). */
public final class Hmac {
  /** Size of a tag. */
  public static final int TAG_SIZE_BYTES = 32;

  static final String ALGORITHM = "HmacSHA256";

  private Hmac() {}

  /**
   * The 32-byte tag of {@code message}. Safe as a pseudorandom function of the message under a secret key of 32 bytes or
   * more; callers encode structured messages with {@link Fields}, so that two meanings never give one message.
   */
  public static byte[] sha256(SecretBytes key, byte[] message) {
    return keyedWith(key::copyOut).doFinal(message);
  }

  static Mac keyedWith(Supplier<byte[]> copyOfKey) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new BorrowedKey(ALGORITHM, copyOfKey));
      return mac;
    } catch (GeneralSecurityException e) {
      throw new AssertionError("every JDK has HMAC-SHA256", e);
    }
  }
}
