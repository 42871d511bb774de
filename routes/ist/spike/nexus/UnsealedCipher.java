// SPDX-License-Identifier: Apache-2.0
package ist.spike.nexus;

import ist.spike.cipher.CipherKeys;
import ist.spike.crypto.SecretBytes;
import ist.spike.store.AdoptedKeys;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The keys of the cipher service, made at the first use after Nexus is unsealed. */
final class UnsealedCipher {

  private final KeyHolder keys;
  private final AdoptedKeys adopted;
  private final int newest;
  private volatile @Nullable CipherKeys made;

  /**
   * @param newest the number of the key that seals
   */
  UnsealedCipher(KeyHolder keys, AdoptedKeys adopted, int newest) {
    this.keys = keys;
    this.adopted = adopted;
    this.newest = newest;
  }

  /** The keys; not ready while sealed. */
  CipherKeys keys() {
    CipherKeys known = made;
    return known == null ? make() : known;
  }

  /** Takes another system's key for opening, for good; false when it was there already. */
  boolean adopt(SecretBytes key) {
    boolean isNew = Waiting.forResult(adopted.addCipherKey(key));
    // The old keys may be in use; they are wiped when the last request lets go of them.
    made = null;
    return isNew;
  }

  private synchronized CipherKeys make() {
    CipherKeys known = made;
    if (known == null) {
      List<SecretBytes> imported = adopted.cipherKeys();
      try {
        known = keys.withKey(root -> CipherKeys.of(root, newest, imported));
      } finally {
        imported.forEach(SecretBytes::close);
      }
      made = known;
    }
    return known;
  }
}
