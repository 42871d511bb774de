// SPDX-License-Identifier: Apache-2.0
package ist.spike.nexus;

import ist.spike.keyring.Refill;
import ist.spike.shard.Share;
import ist.spike.wire.KeeperState;
import ist.spike.wire.SpikeException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after the Keepers while Nexus is unsealed: one that is empty or stale gets its share back at
 * the next beat. SPIKE's own Keepers cannot say what they hold; they are sent their share every
 * update interval, as SPIKE's Nexus does.
 */
final class Heartbeat {

  private static final Logger LOG = LoggerFactory.getLogger(Heartbeat.class);

  private static final Duration CALL_TIMEOUT = Duration.ofSeconds(3);

  private final Keepers keepers;
  private final KeyHolder keys;
  private final Duration pushInterval;
  private final LongSupplier nanoClock;
  private final Map<Integer, Long> pushedNanos = new HashMap<>();
  private final Map<Integer, String> troubles = new HashMap<>();

  Heartbeat(Keepers keepers, KeyHolder keys, Duration pushInterval, LongSupplier nanoClock) {
    this.keepers = keepers;
    this.keys = keys;
    this.pushInterval = pushInterval;
    this.nanoClock = nanoClock;
  }

  /** The positions to beat now: none while sealed. */
  List<Integer> due() {
    return keys.isUnsealed() ? keepers.positions() : List.of();
  }

  /** Asks one Keeper what it holds and refills it when that is not its share. */
  void beat(int position) {
    try {
      Optional<KeeperState> state = keepers.state(position, CALL_TIMEOUT);
      if (state.isPresent()
          ? Refill.isNeeded(keys.shareSet(), position, state.get())
          : isPushDue(position)) {
        refill(position);
      }
      report(position, "");
    } catch (SpikeException e) {
      report(position, String.valueOf(e.getMessage()));
    }
  }

  private synchronized boolean isPushDue(int position) {
    Long last = pushedNanos.get(position);
    return last == null || nanoClock.getAsLong() - last >= pushInterval.toNanos();
  }

  private void refill(int position) {
    try (Share share = keys.share(position)) {
      keepers.contribute(position, share, keys.shareSet(), CALL_TIMEOUT);
    }
    synchronized (this) {
      pushedNanos.put(position, nanoClock.getAsLong());
    }
    LOG.info("keeper refilled: keeper={} address={}", position,
        keepers.addresses().get(position - 1));
  }

  private synchronized void report(int position, String trouble) {
    String before = troubles.getOrDefault(position, "");
    troubles.put(position, trouble);
    if (!trouble.equals(before) && !trouble.isEmpty()) {
      LOG.warn("keeper in trouble: keeper={} cause={}", position, trouble);
    } else if (trouble.isEmpty() && !before.isEmpty()) {
      LOG.info("keeper is well again: keeper={}", position);
    }
  }
}
