// SPDX-License-Identifier: Apache-2.0
package ist.spike.store;

import ist.spike.crypto.RootKey;
import ist.spike.shard.ShareSet;
import ist.spike.wire.SpikeException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;

/**
 * A store that outlives its process, sealed under a root key. It is born NEW, gets a candidate share
 * set, becomes FINAL with its root key, and from then on starts sealed: everything that touches a
 * secret needs {@link #unseal} first and fails with {@code NOT_READY} until then.
 */
public interface SealedStore extends SecretStore, AdoptedKeys, Custody {

  /** What is known of the store without its key. */
  StoreHead head();

  /** Whether there is a row of secrets, policies, data keys or audit; a brand-new store has none. */
  boolean holdsRows();

  /** Writes down the share set that is about to become this store's; replaces an earlier candidate. */
  CompletableFuture<Void> nominate(ShareSet candidate);

  /**
   * Makes the candidate final, creates the data keys and unseals the store.
   *
   * @param key the key that the candidate shares; borrowed, the caller closes it
   */
  CompletableFuture<Void> finish(RootKey key);

  /**
   * Opens the data keys and compares the sealed head with the clear one.
   *
   * @param key borrowed, the caller closes it
   * @throws SpikeException when it is not this store's key, or the head was altered
   */
  void unseal(RootKey key);

  /** Whether secrets can be read and written. */
  boolean isUnsealed();

  /** Copies the store, as of one commit, into a new file that is on disk when this returns. */
  Snapshot snapshotTo(Path file);

  /** Opens every row and computes the set hash anew; changes nothing. */
  StoreReport check(CheckProgress progress);
}
