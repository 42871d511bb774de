// SPDX-License-Identifier: Apache-2.0
package ist.spike.nexus;

import ist.spike.shard.Share;
import ist.spike.shard.ShareSet;
import ist.spike.wire.HeldShare;
import ist.spike.wire.KeeperState;
import ist.spike.wire.SpikeException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** The Keepers, with a record of how each call went. */
final class WatchedKeepers implements Keepers {

  private final Keepers keepers;
  private final KeeperHealth health;
  private final LongSupplier nanoClock;

  WatchedKeepers(Keepers keepers, KeeperHealth health, LongSupplier nanoClock) {
    this.keepers = keepers;
    this.health = health;
    this.nanoClock = nanoClock;
  }

  /** What the calls have shown. */
  KeeperHealth health() {
    return health;
  }

  @Override
  public List<URI> addresses() {
    return keepers.addresses();
  }

  @Override
  public Optional<HeldShare> share(int position, boolean pendingOnly, Duration timeout) {
    return watch(position, () -> keepers.share(position, pendingOnly, timeout));
  }

  @Override
  public Optional<KeeperState> state(int position, Duration timeout) {
    Optional<KeeperState> state = watch(position, () -> keepers.state(position, timeout));
    health.holds(position, state);
    return state;
  }

  @Override
  public void contribute(int position, Share share, ShareSet set, Duration timeout) {
    watch(position, () -> {
      keepers.contribute(position, share, set, timeout);
      return true;
    });
  }

  private <T> T watch(int position, Supplier<T> call) {
    long began = nanoClock.getAsLong();
    try {
      T answer = call.get();
      health.answered(position, Duration.ofNanos(nanoClock.getAsLong() - began));
      return answer;
    } catch (SpikeException e) {
      health.failed(position, String.valueOf(e.getMessage()));
      throw e;
    }
  }
}
