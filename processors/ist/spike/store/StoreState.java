// SPDX-License-Identifier: Apache-2.0
package ist.spike.store;

import ist.spike.wire.ErrorCode;
import ist.spike.wire.SpikeException;
import java.util.Optional;

/**
 * What a store is in memory, as of its last commit.
 *
 * @param keys the opened data keys; empty while sealed
 * @param policies empty while sealed
 */
record StoreState(StoreHead head, long changeNumber, SetHash setHash, Optional<DataKeys> keys,
    PolicyTable policies) {

  static StoreState sealed(StoreHead head) {
    return new StoreState(head, 0, SetHash.EMPTY, Optional.empty(), PolicyTable.EMPTY);
  }

  StoreState withHead(StoreHead next) {
    return new StoreState(next, changeNumber, setHash, keys, policies);
  }

  StoreState withSetHash(SetHash next) {
    return new StoreState(head, changeNumber, next, keys, policies);
  }

  StoreState withKeys(DataKeys next) {
    return new StoreState(head, changeNumber, setHash, Optional.of(next), policies);
  }

  StoreState withPolicies(PolicyTable next) {
    return new StoreState(head, changeNumber, setHash, keys, next);
  }

  StoreState afterChange() {
    return new StoreState(head, changeNumber + 1, setHash, keys, policies);
  }

  DataKeys requireKeys() {
    return keys.orElseThrow(() -> new SpikeException(ErrorCode.NOT_READY,
        "the store is sealed: it waits for its root key"));
  }
}
