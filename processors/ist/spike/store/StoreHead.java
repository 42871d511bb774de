// SPDX-License-Identifier: Apache-2.0
package ist.spike.store;

import ist.spike.shard.ShareSet;
import java.util.Optional;

/**
 * What a store says of itself without its key.
 *
 * @param storeId made at random with the store
 * @param dev whether {@code spike dev} made it
 * @param phase how far it has come in getting its root key
 * @param shareSet the candidate or final share set; empty while NEW
 */
public record StoreHead(StoreId storeId, boolean dev, StorePhase phase,
    Optional<ShareSet> shareSet) {}
