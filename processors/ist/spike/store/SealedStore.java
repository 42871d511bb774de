// SPDX-License-Identifier: Apache-2.0
package ist.spike.store;

import java.nio.file.Path;

/**
 * A store that outlives its process, sealed under a root key. It is born NEW, gets a candidate share
 * set, becomes FINAL with its root key, and from then on starts sealed: everything that touches a
 * secret needs {@link #unseal} first and fails with {@code NOT_READY} until then.
 */
public interface SealedStore extends SecretStore, AdoptedKeys, Custody, StoreSeal {

  /** Whether there is a row of secrets, policies, data keys or audit; a brand-new store has none. */
  boolean holdsRows();

  /** Whether secrets can be read and written. */
  boolean isUnsealed();

  /** Copies the store, as of one commit, into a new file that is on disk when this returns. */
  Snapshot snapshotTo(Path file);

  /** Opens every row and computes the set hash anew; changes nothing. */
  StoreReport check(CheckProgress progress);
}
