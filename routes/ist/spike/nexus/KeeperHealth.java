// SPDX-License-Identifier: Apache-2.0
package ist.spike.nexus;

import ist.spike.keyring.KeeperJudgement;
import ist.spike.wire.KeeperState;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What Nexus knows of its Keepers: for the status screen, for metrics, and, whenever it changes for
 * better or worse, for the log. Thread safe.
 */
final class KeeperHealth {

  private static final Logger LOG = LoggerFactory.getLogger(KeeperHealth.class);

  private final InstantSource clock;
  private final List<Health> keepers = new ArrayList<>();

  /**
   * One Keeper.
   *
   * @param position its place in the list of peers, from 1
   * @param address where it is
   * @param lastContact when it last did what it was asked; empty before the first time
   * @param latency how long that took
   * @param failures how often in a row it did not; 0 while it is well
   * @param trouble why not, the last time; empty while it is well
   * @param state what it said it holds; empty before it did, and from SPIKE's own Keeper
   * @param accusation what was wrong with the share it showed; empty unless there was something
   */
  record Health(int position, URI address, Optional<Instant> lastContact, Duration latency,
      int failures, String trouble, Optional<KeeperState> state, String accusation) {

    private Health answered(Instant when, Duration took) {
      return new Health(position, address, Optional.of(when), took, 0, "", state, accusation);
    }

    private Health failed(String why) {
      return new Health(position, address, lastContact, latency, failures + 1, why, state,
          accusation);
    }

    private Health holding(Optional<KeeperState> held) {
      return new Health(position, address, lastContact, latency, failures, trouble, held,
          accusation);
    }

    private Health accused(String of) {
      return new Health(position, address, lastContact, latency, failures, trouble, state, of);
    }
  }

  KeeperHealth(List<URI> addresses, InstantSource clock) {
    this.clock = clock;
    for (URI address : addresses) {
      keepers.add(new Health(keepers.size() + 1, address, Optional.empty(), Duration.ZERO, 0, "",
          Optional.empty(), ""));
    }
  }

  /** Every Keeper in the order of the positions. */
  synchronized List<Health> all() {
    return List.copyOf(keepers);
  }

  synchronized Health of(int position) {
    return keepers.get(position - 1);
  }

  /** It did what it was asked. */
  synchronized void answered(int position, Duration took) {
    Health before = of(position);
    keepers.set(position - 1, before.answered(clock.instant(), took));
    if (before.failures() > 0) {
      LOG.info("keeper is well again: keeper={} after={} failures", position, before.failures());
    }
  }

  /** It did not answer, or not as it should. */
  synchronized void failed(int position, String why) {
    Health before = of(position);
    keepers.set(position - 1, before.failed(why));
    if (!before.trouble().equals(why)) {
      LOG.warn("keeper in trouble: keeper={} cause={}", position, why);
    }
  }

  /** It said what it holds. */
  synchronized void holds(int position, Optional<KeeperState> state) {
    keepers.set(position - 1, of(position).holding(state));
  }

  /** Its share was looked at; one that could not be seen neither accuses nor clears it. */
  synchronized void judged(KeeperJudgement judgement) {
    switch (judgement.standing()) {
      case CULPRIT -> accuse(judgement.position(), judgement.reason());
      case GOOD, EMPTY -> accuse(judgement.position(), "");
      case SILENT -> {
      }
    }
  }

  private void accuse(int position, String of) {
    Health before = of(position);
    keepers.set(position - 1, before.accused(of));
    if (!of.isEmpty() && !of.equals(before.accusation())) {
      LOG.error("keeper shows a share that is not its own: keeper={} address={} it {}", position,
          before.address(), of);
    }
  }
}
