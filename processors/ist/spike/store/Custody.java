// SPDX-License-Identifier: Apache-2.0
package ist.spike.store;

import ist.spike.shard.ShareSetId;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Who took recovery shares out of Nexus, and who said to hold one. Written and read whether the store
 * is sealed or not; apart from the head, so it decides nothing and only tells.
 */
public interface Custody {

  /** Where there is no store, nothing is remembered. */
  Custody NONE = new Custody() {

    @Override
    public CompletableFuture<Void> recordCustody(CustodyEvent event) {
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public List<CustodyEvent> custody(ShareSetId set) {
      return List.of();
    }
  };

  /** Writes an event down; a later one of the same kind takes the place of an earlier one. */
  CompletableFuture<Void> recordCustody(CustodyEvent event);

  /** What is known about a share set, by share: first the whole set's event, if there is one. */
  List<CustodyEvent> custody(ShareSetId set);
}
