// SPDX-License-Identifier: Apache-2.0
package ist.spike.store;

import ist.spike.audit.ChainHead;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.SpikeException;
import java.util.Optional;

/**
 * What a store is in memory, as of its last commit.
 *
 * @param auditHead the newest audit record; none while sealed
 * @param keys the opened data keys; empty while sealed
 * @param policies empty while sealed
 */
record StoreState(StoreHead head, long changeNumber, SetHash setHash, ChainHead auditHead,
    Optional<DataKeys> keys, PolicyTable policies) {

  static StoreState sealed(StoreHead head) {
    return new StoreState(head, 0, SetHash.EMPTY, ChainHead.NONE, Optional.empty(),
        PolicyTable.EMPTY);
  }

  StoreState withHead(StoreHead next) {
    return new StoreState(next, changeNumber, setHash, auditHead, keys, policies);
  }

  StoreState withSetHash(SetHash next) {
    return new StoreState(head, changeNumber, next, auditHead, keys, policies);
  }

  StoreState withAuditHead(ChainHead next) {
    return new StoreState(head, changeNumber, setHash, next, keys, policies);
  }

  StoreState withKeys(DataKeys next) {
    return new StoreState(head, changeNumber, setHash, auditHead, Optional.of(next), policies);
  }

  StoreState withPolicies(PolicyTable next) {
    return new StoreState(head, changeNumber, setHash, auditHead, keys, next);
  }

  StoreState afterChange() {
    return new StoreState(head, changeNumber + 1, setHash, auditHead, keys, policies);
  }

  DataKeys requireKeys() {
    return keys.orElseThrow(() -> new SpikeException(ErrorCode.NOT_READY,
        "the store is sealed: it waits for its root key"));
  }
}
