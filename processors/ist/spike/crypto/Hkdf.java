// SPDX-License-Identifier: Apache-2.0
package ist.spike.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import javax.crypto.Mac;

/** HKDF-SHA256 (RFC 5869) without a salt. */
public final class Hkdf {
  private static final int MAX_BLOCKS = 255;
  /** The most that one derivation gives (RFC 5869, section 2.3). */
  public static final int MAX_SIZE_BYTES = MAX_BLOCKS * Hmac.TAG_SIZE_BYTES;

  private Hkdf() {}

  /**
   * Derives 1 to {@value #MAX_SIZE_BYTES} bytes that are independent of those of any other {@code info}. No salt is
   * needed: every input key here is uniformly random or an HKDF output already (RFC 5869, section 3.1).
   */
  public static SecretBytes sha256(SecretBytes inputKey, String info, int sizeBytes) {
    if (sizeBytes < 1 || sizeBytes > MAX_SIZE_BYTES) {
      throw new IllegalArgumentException(
          "HKDF gives 1 to " + MAX_SIZE_BYTES + " bytes, not " + sizeBytes);
    }
    // Section 2.2: "if not provided, it is set to a string of HashLen zeros".
    Mac extract = Hmac.keyedWith(() -> new byte[Hmac.TAG_SIZE_BYTES]);
    inputKey.lendTo(key -> ByteByByte.feed(key, extract::update));
    try (SecretBytes pseudorandomKey = SecretBytes.takeOwnership(extract.doFinal())) {
      return expand(Hmac.keyedWith(pseudorandomKey::copyOut), info.getBytes(UTF_8), sizeBytes);
    }
  }

  /** Section 2.3: T(i) = HMAC(PRK, T(i-1) | info | i), i from 1. */
  private static SecretBytes expand(Mac mac, byte[] info, int sizeBytes) {
    byte[] output = new byte[sizeBytes];
    byte[] block = new byte[0];
    for (int done = 0, i = 1; done < sizeBytes; done += Hmac.TAG_SIZE_BYTES, i++) {
      ByteByByte.feed(block, mac::update);
      mac.update(info);
      mac.update((byte) i);
      Arrays.fill(block, (byte) 0);
      block = mac.doFinal();
      ByteByByte.copy(block, output, done, Math.min(block.length, sizeBytes - done));
    }
    Arrays.fill(block, (byte) 0);
    return SecretBytes.takeOwnership(output);
  }
}
