// SPDX-License-Identifier: Apache-2.0
package ist.spike.spikedb;

import ist.spike.crypto.AesGcm;
import ist.spike.crypto.SecretBytes;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import org.jspecify.annotations.Nullable;

/** Opens SPIKE's cells: AES-256-GCM under the root key itself, nothing bound to them. */
final class SpikeCells implements AutoCloseable {

  static final String CURRENT_VERSION = "current_ver_";
  static final String OLDEST_VERSION = "oldest_ver__";
  static final String CREATED_TIME = "created_tim_";
  static final String UPDATED_TIME = "updated_tim_";
  static final String MAX_VERSIONS = "max_versions";

  private static final byte[] NO_ASSOCIATED_DATA = {};

  private final AesGcm cipher;

  /** Copies the key. */
  SpikeCells(SecretBytes key) {
    cipher = AesGcm.of(key);
  }

  /** The plaintext of a cell; empty when the key does not open it, or there is no cell. */
  Optional<byte[]> open(byte @Nullable [] nonce, byte @Nullable [] cell) {
    if (nonce == null || cell == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(cipher.open(nonce, cell, NO_ASSOCIATED_DATA));
    } catch (AEADBadTagException e) {
      return Optional.empty();
    }
  }

  /** As {@link #open}, for a cell of a secret's metadata: its nonce is the row's, xor a salt. */
  Optional<byte[]> openSalted(byte @Nullable [] rowNonce, byte @Nullable [] cell, String salt) {
    if (rowNonce == null || rowNonce.length != AesGcm.NONCE_SIZE_BYTES) {
      return Optional.empty();
    }
    byte[] nonce = salt.getBytes(StandardCharsets.US_ASCII);
    for (int i = 0; i < nonce.length; i++) {
      nonce[i] ^= rowNonce[i];
    }
    return open(nonce, cell);
  }

  @Override
  public void close() {
    cipher.close();
  }
}
