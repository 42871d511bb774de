// SPDX-License-Identifier: Apache-2.0
package ist.spike.nexus;

import ist.spike.cipher.CipherKeys;
import ist.spike.crypto.SecretBytes;
import ist.spike.store.AdoptedKeys;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The keys of the cipher service, made at the first use after Nexus is unsealed, and anew when the
 * store was exchanged: another one has adopted other keys.
 */
final class UnsealedCipher {

  private final KeyHolder keys;
  private final AdoptedKeys adopted;
  private final int newest;
  /** Goes on when the keys are made anew: they are the same ones (ADR 17). */
  private final AtomicLong seals;
  private volatile @Nullable Made made;

  /** Keys, and what kept the adopted ones among them. */
  private record Made(CipherKeys keys, Object keeper) {}

  /**
   * @param newest the number of the key that seals
   */
  UnsealedCipher(KeyHolder keys, AdoptedKeys adopted, int newest) {
    this(keys, adopted, newest, new AtomicLong());
  }

  UnsealedCipher(KeyHolder keys, AdoptedKeys adopted, int newest, AtomicLong seals) {
    this.keys = keys;
    this.adopted = adopted;
    this.newest = newest;
    this.seals = seals;
  }

  /** The keys; not ready while sealed. */
  CipherKeys keys() {
    Made known = made;
    return known == null || !known.keeper().equals(adopted.keeper()) ? make() : known.keys();
  }

  /** Takes another system's key for opening, for good; false when it was there already. */
  boolean adopt(SecretBytes key) {
    boolean isNew = Waiting.forResult(adopted.addCipherKey(key));
    forget();
    return isNew;
  }

  /**
   * What is being made has perhaps not seen the newest key, so this waits for it. The old keys may be
   * in use; they are wiped when the last request lets go of them.
   */
  private synchronized void forget() {
    made = null;
  }

  private synchronized CipherKeys make() {
    // First: if it is exchanged meanwhile, the next request makes them again.
    Object keeper = adopted.keeper();
    Made known = made;
    if (known == null || !known.keeper().equals(keeper)) {
      List<SecretBytes> imported = adopted.cipherKeys();
      try {
        known = new Made(keys.withKey(root -> CipherKeys.of(root, newest, imported, seals)),
            keeper);
      } finally {
        imported.forEach(SecretBytes::close);
      }
      made = known;
    }
    return known.keys();
  }
}
