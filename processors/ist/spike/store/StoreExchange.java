// SPDX-License-Identifier: Apache-2.0
package ist.spike.store;

import ist.spike.crypto.RootKey;
import ist.spike.shard.ShareSet;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.SpikeException;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What happens to a store between its closing and its opening, in a process that goes on with what is there. */
record StoreExchange(StoreSettings settings, StoreTuning tuning, SwapProbe probe) {

  private static final Logger LOG = LoggerFactory.getLogger(StoreExchange.class);

  /**
   * Exchanges, opens what is there then and unseals it.
   *
   * @param key of the other store
   * @param lock on the store, which nobody has open now
   * @param opened gets the store that goes on, also when this fails afterwards
   * @throws SpikeException {@code BUSY} when it is the one from before, {@code NOT_READY} when it does not open
   */
  void make(StoreSwap swap, RootKey key, StoreLock lock, Consumer<SqliteStore> opened) {
    Optional<Exception> failure = run(swap);
    SqliteStore next = reopen(lock, failure);
    boolean unchanged = failure.isPresent() && swap.isPending(settings.directory());
    try {
      unseal(next, key, unchanged);
    } finally {
      // Not before: a write in the commit that unseals would have no seals reserved for it.
      opened.accept(next);
    }
    if (unchanged) {
      throw new SpikeException(ErrorCode.BUSY, "nothing was restored, the store is the one from"
          + " before: " + failure.get(), failure.get());
    }
    failure.ifPresent(e -> LOG.warn("the restore was finished at the second attempt: {}",
        e.toString()));
  }

  private Optional<Exception> run(StoreSwap swap) {
    try {
      swap.run(settings.directory(), probe);
      return Optional.empty();
    } catch (IOException | RuntimeException e) {
      return Optional.of(e);
    }
  }

  private SqliteStore reopen(StoreLock lock, Optional<Exception> failure) {
    try {
      return SqliteStore.reopen(settings, tuning, lock);
    } catch (RuntimeException e) {
      failure.ifPresent(e::addSuppressed);
      throw new SpikeException(ErrorCode.NOT_READY, "no store is open now; start nexus again, which"
          + " finishes the restore if it had begun: " + e, e);
    }
  }

  private static void unseal(SqliteStore store, RootKey key, boolean unchanged) {
    boolean fits = store.head().phase() == StorePhase.FINAL
        && store.head().shareSet().map(ShareSet::keyId).equals(Optional.of(key.keyId()));
    try {
      if (fits) {
        store.unseal(key);
      }
    } catch (RuntimeException e) {
      throw new SpikeException(ErrorCode.NOT_READY, "the store is the "
          + (unchanged ? "one from before" : "restored one") + ", but it does not open: " + e, e);
    }
  }
}
