// SPDX-License-Identifier: Apache-2.0
package ist.spike.store;

import ist.spike.crypto.SecretBytes;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.SpikeException;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Keys of other systems that ciphertexts of the cipher service may still be under. */
public interface AdoptedKeys {

  /** How many of them a store keeps. */
  int MAX_KEYS = 7;

  /** What a backend without a disk has. */
  AdoptedKeys NONE = new AdoptedKeys() {

    @Override
    public List<SecretBytes> cipherKeys() {
      return List.of();
    }

    @Override
    public CompletableFuture<Boolean> addCipherKey(SecretBytes key) {
      return CompletableFuture.failedFuture(new SpikeException(ErrorCode.BAD_REQUEST,
          "this backend keeps nothing, so it cannot keep another system's key"));
    }
  };

  /** What keeps them now; another object after a store was exchanged for another one. */
  default Object keeper() {
    return this;
  }

  /** The keys in the order in which they came; the caller closes them. */
  List<SecretBytes> cipherKeys();

  /**
   * Keeps another system's key, for opening only. Completes with false when it is there already.
   *
   * @param key 32 bytes; borrowed until the future completes
   * @throws SpikeException through the future, {@code CONFLICT} when there are {@value #MAX_KEYS}
   */
  CompletableFuture<Boolean> addCipherKey(SecretBytes key);
}
