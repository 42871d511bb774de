// SPDX-License-Identifier: Apache-2.0
package ist.spike.store;

import ist.spike.crypto.RootKey;
import ist.spike.shard.ShareSet;
import ist.spike.wire.SpikeException;
import java.util.concurrent.CompletableFuture;

/**
 * What a root key closes and opens. It is born NEW, gets a candidate share set, becomes FINAL with its
 * root key, and from then on starts sealed.
 */
public interface StoreSeal {

  /** What is known without the key. */
  StoreHead head();

  /** Writes down the share set that is about to become the one; replaces an earlier candidate. */
  CompletableFuture<Void> nominate(ShareSet candidate);

  /**
   * Makes the candidate final and unseals.
   *
   * @param key the key that the candidate shares; borrowed, the caller closes it
   */
  CompletableFuture<Void> finish(RootKey key);

  /**
   * Unseals what is FINAL.
   *
   * @param key borrowed, the caller closes it
   * @throws SpikeException when it is not the key of this seal, or what it closes was altered
   */
  void unseal(RootKey key);
}
