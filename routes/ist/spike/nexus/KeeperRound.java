// SPDX-License-Identifier: Apache-2.0
package ist.spike.nexus;

import ist.spike.shard.Share;
import ist.spike.shard.ShareSet;
import ist.spike.wire.SpikeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks or tells all Keepers at the same time; one that is slow or gone never delays the others. */
final class KeeperRound {

  private static final Logger LOG = LoggerFactory.getLogger(KeeperRound.class);

  private final KeeperRing ring;

  KeeperRound(KeeperRing ring) {
    this.ring = ring;
  }

  /** What every Keeper holds. The caller closes the answers. */
  KeeperAnswers ask(boolean pendingOnly) {
    List<Callable<KeeperAnswer>> calls = new ArrayList<>();
    for (int position : ring.positions()) {
      calls.add(() -> ask(position, pendingOnly));
    }
    return new KeeperAnswers(sideBySide(calls));
  }

  private KeeperAnswer ask(int position, boolean pendingOnly) {
    try {
      var share = ring.share(position, pendingOnly);
      return new KeeperAnswer(position, share,
          share.isPresent() ? "" : "keeper " + position + " is empty");
    } catch (SpikeException e) {
      return new KeeperAnswer(position, Optional.empty(),
          "keeper " + position + ": " + e.getMessage());
    }
  }

  /** Gives each Keeper its live share; returns how many took it. */
  int contribute(SortedMap<Integer, Share> shares, ShareSet set) {
    List<Callable<Boolean>> calls = new ArrayList<>();
    for (int position : ring.positions()) {
      Share share = shares.get(position);
      if (share != null) {
        calls.add(() -> contribute(position, share, set));
      }
    }
    return (int) sideBySide(calls).stream().filter(Boolean::booleanValue).count();
  }

  private boolean contribute(int position, Share share, ShareSet set) {
    try {
      ring.contribute(position, share, set);
      return true;
    } catch (SpikeException e) {
      LOG.warn("keeper did not take its share: keeper={} cause={}", position, e.getMessage());
      return false;
    }
  }

  private static <T> List<T> sideBySide(List<Callable<T>> calls) {
    // Each call has its own timeout, so this ends; virtual threads, because it only waits.
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<T> results = new ArrayList<>();
      for (Future<T> call : threads.invokeAll(calls)) {
        results.add(call.get());
      }
      return results;
    } catch (ExecutionException e) {
      throw new IllegalStateException("a call to a keeper failed", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("stopped while calling the keepers", e);
    }
  }
}
