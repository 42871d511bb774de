// SPDX-License-Identifier: Apache-2.0
package ist.spike.bootstrap;

import static java.nio.charset.StandardCharsets.US_ASCII;

import ist.spike.crypto.AesGcm;
import ist.spike.crypto.RootKey;
import ist.spike.wire.VerifyProbe;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Something random sealed under the root key: who can tell its hash has the key (wire spec 3.6). The
 * wire demands AES-256-GCM under the raw key without associated data.
 *
 * @param message what goes to Nexus
 * @param hash what Nexus must answer
 */
record Probe(VerifyProbe message, String hash) {

  private static final int TEXT_BYTES = 32;

  static Probe under(RootKey key) {
    byte[] random = new byte[TEXT_BYTES];
    new SecureRandom().nextBytes(random);
    byte[] text = HexFormat.of().formatHex(random).getBytes(US_ASCII);
    try (AesGcm cipher = AesGcm.of(key.bytes())) {
      byte[] sealed = cipher.seal(text, new byte[0]);
      VerifyProbe message = new VerifyProbe(Arrays.copyOf(sealed, AesGcm.NONCE_SIZE_BYTES),
          Arrays.copyOfRange(sealed, AesGcm.NONCE_SIZE_BYTES, sealed.length));
      return new Probe(message, HexFormat.of().formatHex(sha256(text)));
    }
  }

  /** A probe that no living key opens. */
  static VerifyProbe underThrowawayKey() {
    try (RootKey key = RootKey.generate()) {
      return under(key).message();
    }
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }
}
