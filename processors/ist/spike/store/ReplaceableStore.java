// SPDX-License-Identifier: Apache-2.0
package ist.spike.store;

import ist.spike.crypto.RootKey;

/** A store whose content can be exchanged as a whole while requests go on. */
public interface ReplaceableStore extends SealedStore {

  /**
   * Makes room for another database beside this store. When it is committed, this store is the other
   * one, unsealed with its key. Requests under way are finished; those that come during the exchange,
   * which takes moments, are not ready.
   *
   * @param key of the other one; borrowed until the replacement is closed
   */
  StoreReplacement replacement(RootKey key);
}
