// SPDX-License-Identifier: Apache-2.0
package ist.spike.nexus;

import ist.spike.keyring.KeeperJudgement;
import ist.spike.keyring.KeeperJudgement.Standing;
import ist.spike.keyring.Refill;
import ist.spike.keyring.ShownShare;
import ist.spike.shard.Share;
import ist.spike.shard.ShareException;
import ist.spike.shard.ShareSet;
import ist.spike.wire.HeldShare;
import ist.spike.wire.KeeperState;
import ist.spike.wire.SpikeException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks every Keeper again and again what it holds. While sealed, a Keeper that changes for the better
 * speeds the recovery up. While unsealed, one that is empty or stale gets its share back at once, and
 * every update interval it must show its share. SPIKE's own Keepers cannot say what they hold; they
 * are sent their share every update interval, as SPIKE's Nexus does.
 */
final class Heartbeat {

  private static final Logger LOG = LoggerFactory.getLogger(Heartbeat.class);
  private static final double JITTER = 0.1;

  private final Keepers keepers;
  private final KeeperHealth health;
  private final KeyHolder keys;
  private final Pace pace;
  private final Runnable encourageRecovery;
  private final Map<Integer, Long> nextBeat = new HashMap<>();
  private final Map<Integer, Long> nextPush = new HashMap<>();
  private boolean wasUnsealed;

  /**
   * How often.
   *
   * @param beat between two questions to one Keeper
   * @param push between two proofs that a Keeper has its share, and between two plain pushes
   * @param nanoClock a clock that never goes back
   */
  record Pace(Duration beat, Duration push, LongSupplier nanoClock) {

    /** So far from now, varied a little, so that many Nexus do not beat in step. */
    private long after(Duration wait) {
      double varied = ThreadLocalRandom.current().nextDouble(1 - JITTER, 1 + JITTER);
      return nanoClock.getAsLong() + (long) (wait.toNanos() * varied);
    }
  }

  /**
   * @param keepers what to look after
   * @param encourageRecovery called when a sealed Nexus may find more than it found before
   */
  Heartbeat(WatchedKeepers keepers, KeyHolder keys, Pace pace, Runnable encourageRecovery) {
    this.keepers = keepers;
    this.health = keepers.health();
    this.keys = keys;
    this.pace = pace;
    this.encourageRecovery = encourageRecovery;
  }

  /** The positions to beat now: all of them as soon as the key is there, later each at its time. */
  synchronized List<Integer> due() {
    if (keys.isUnsealed() && !wasUnsealed) {
      nextBeat.clear();
      nextPush.clear();
    }
    wasUnsealed = keys.isUnsealed();
    List<Integer> due = keepers.positions().stream().filter(each -> isDue(nextBeat, each)).toList();
    due.forEach(position -> nextBeat.put(position, pace.after(pace.beat())));
    return due;
  }

  /** One beat; what goes wrong with one Keeper is its own trouble and is in its health. */
  void beat(int position) {
    KeeperHealth.Health before = health.of(position);
    Deadline deadline = Deadline.in(KeeperRound.LOOK_TIMEOUT, pace.nanoClock());
    try {
      Optional<KeeperState> state = keepers.state(position, deadline.left());
      if (keys.isUnsealed()) {
        lookAfter(position, state, deadline);
      } else if (before.failures() > 0 || !before.state().equals(state)) {
        encourageRecovery.run();
      }
    } catch (SpikeException e) {
      LOG.debug("beat without success: keeper={} cause={}", position, e.getMessage());
    }
  }

  private void lookAfter(int position, Optional<KeeperState> state, Deadline deadline) {
    ShareSet set = keys.shareSet();
    boolean pushDue = isPushDue(position);
    if (state.isEmpty()) {
      if (pushDue) {
        give(position, set, deadline);
      }
    } else if (Refill.isNeeded(set, position, state.get())) {
      give(position, set, deadline);
      LOG.info("keeper refilled: keeper={} address={}", position, health.of(position).address());
      // Its health would say until the next beat what it held before.
      var _ = keepers.state(position, deadline.left());
    } else if (pushDue && !proves(position, set, deadline)) {
      give(position, set, deadline);
    }
  }

  private void give(int position, ShareSet set, Deadline deadline) {
    try (Share share = keys.share(position)) {
      keepers.contribute(position, share, set, deadline.left());
    }
    pushed(position);
  }

  /** A Keeper's label is only what it says; its share must fit the store's check value. */
  private boolean proves(int position, ShareSet set, Deadline deadline) {
    Standing standing = keepers.share(position, false, deadline.left())
        .map(held -> isStores(position, held, set) ? Standing.GOOD : Standing.CULPRIT)
        .orElse(Standing.EMPTY);
    health.judged(new KeeperJudgement(position, standing, standing == Standing.CULPRIT
        ? "says that it holds share " + position + " of set " + set.id() + " but shows another"
        : ""));
    if (standing == Standing.GOOD) {
      pushed(position);
    }
    return standing == Standing.GOOD;
  }

  private static boolean isStores(int position, HeldShare held, ShareSet set) {
    try (held; ShownShare shown = ShownShare.of(position, held)) {
      return shown.share().id() == position && set.accepts(shown.share());
    } catch (ShareException e) {
      return false; // it cannot be a share of anything
    }
  }

  private synchronized boolean isPushDue(int position) {
    return isDue(nextPush, position);
  }

  private synchronized void pushed(int position) {
    nextPush.put(position, pace.after(pace.push()));
  }

  private boolean isDue(Map<Integer, Long> next, int position) {
    Long at = next.get(position);
    return at == null || pace.nanoClock().getAsLong() - at >= 0;
  }
}
