// SPDX-License-Identifier: Apache-2.0
package ist.spike.nexus;

import static ist.spike.wire.ErrorCode.BAD_ANSWER;

import ist.spike.keyring.KeeperView;
import ist.spike.keyring.ShownShare;
import ist.spike.shard.Shamir;
import ist.spike.shard.Share;
import ist.spike.shard.ShareException;
import ist.spike.shard.ShareSet;
import ist.spike.wire.HeldShare;
import ist.spike.wire.KeeperState;
import ist.spike.wire.SpikeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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

  /** For all questions to one Keeper; verify must answer within 8 s (architecture 3.2). */
  static final Duration LOOK_TIMEOUT = Duration.ofSeconds(3);

  private final Keepers keepers;

  KeeperRound(Keepers keepers) {
    this.keepers = keepers;
  }

  /** What both slots of every Keeper hold. The caller closes the views. */
  List<KeeperView> look() {
    return sideBySide(keepers.positions().stream().map(this::lookAt).toList());
  }

  private Callable<KeeperView> lookAt(int position) {
    return () -> {
      Deadline deadline = Deadline.in(LOOK_TIMEOUT, System::nanoTime);
      List<ShownShare> shown = new ArrayList<>();
      Optional<KeeperState> state = Optional.empty();
      try {
        state = keepers.state(position, deadline.left());
        for (boolean pendingOnly : List.of(false, true)) {
          keepers.share(position, pendingOnly, deadline.left())
              .ifPresent(held -> shown.add(own(position, held)));
        }
      } catch (ShareException | SpikeException e) {
        if (shown.isEmpty()) {
          return trouble(position, e);
        }
      }
      return KeeperView.showing(position, state, shown);
    };
  }

  private static KeeperView trouble(int position, RuntimeException failure) {
    boolean honest = failure instanceof SpikeException known && known.code() != BAD_ANSWER;
    return honest
        ? KeeperView.silent(position, "does not answer: " + failure.getMessage())
        : KeeperView.lying(position, "shows what is no share: " + failure.getMessage());
  }

  private static ShownShare own(int position, HeldShare held) {
    try (held) {
      return ShownShare.of(position, held);
    }
  }

  /** Gives each Keeper its live share, made from a threshold of them; returns how many took it. */
  int contribute(List<Share> shares, ShareSet set) {
    List<Callable<Boolean>> calls = keepers.positions().stream()
        .filter(position -> position <= set.shares())
        .map(position -> contribute(position, shares, set)).toList();
    return (int) sideBySide(calls).stream().filter(Boolean::booleanValue).count();
  }

  private Callable<Boolean> contribute(int position, List<Share> shares, ShareSet set) {
    return () -> {
      try (Share share = Shamir.interpolate(shares, position)) {
        keepers.contribute(position, share, set, LOOK_TIMEOUT);
        return true;
      } catch (SpikeException e) {
        LOG.warn("keeper did not take its share: keeper={} cause={}", position, e.getMessage());
        return false;
      }
    };
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
