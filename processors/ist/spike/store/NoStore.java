// SPDX-License-Identifier: Apache-2.0
package ist.spike.store;

import ist.spike.crypto.RootKey;
import ist.spike.shard.ShareSet;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.SpikeException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The seal of a Nexus without a disk: nothing is closed by it, and what it knows of the root key ends
 * with the process. A new process is NEW again.
 */
public final class NoStore implements StoreSeal {

  private final StoreId id = StoreId.random();
  private StorePhase phase = StorePhase.NEW;
  private Optional<ShareSet> shareSet = Optional.empty();

  @Override
  public synchronized StoreHead head() {
    return new StoreHead(id, false, phase, shareSet);
  }

  @Override
  public CompletableFuture<Void> nominate(ShareSet candidate) {
    return change(StorePhase.CANDIDATE, candidate);
  }

  @Override
  public CompletableFuture<Void> finish(RootKey key) {
    Optional<ShareSet> candidate =
        head().shareSet().filter(set -> set.keyId().equals(key.keyId()));
    return candidate.isPresent()
        ? change(StorePhase.FINAL, candidate.get())
        : CompletableFuture.failedFuture(
            new SpikeException(ErrorCode.CONFLICT, "this key is not the candidate's"));
  }

  @Override
  public void unseal(RootKey key) {
    ShareSet set = head().shareSet().orElseThrow(
        () -> new SpikeException(ErrorCode.NOT_READY, "no root key has been named yet"));
    if (!set.keyId().equals(key.keyId())) {
      throw new SpikeException(ErrorCode.BAD_REQUEST,
          "this is root key " + key.keyId() + ", not " + set.keyId());
    }
  }

  private synchronized CompletableFuture<Void> change(StorePhase next, ShareSet set) {
    if (phase == StorePhase.FINAL) {
      return CompletableFuture.failedFuture(
          new SpikeException(ErrorCode.CONFLICT, "there is a root key already"));
    }
    phase = next;
    shareSet = Optional.of(set);
    return CompletableFuture.allOf();
  }
}
