// SPDX-License-Identifier: Apache-2.0
package ist.spike.attack;

import ist.spike.attack.KillOrder.Moment;
import ist.spike.attack.KillPoint.Flow;
import ist.spike.crypto.SecretBytes;
import ist.spike.peer.PeerException;
import ist.spike.wire.NexusState;
import ist.spike.wire.RecoveredShares;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * Kills somebody in the middle of something, brings everybody up again as a supervisor would, lets an
 * operator run again what was interrupted, and asks the {@link Oracle}.
 */
final class KillAttack implements AutoCloseable {

  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final Duration POLL = Duration.ofMillis(50);
  /** Bootstrap may be killed so often in a row before a run must come through. */
  private static final int KILLED_RUNS_IN_A_ROW = 5;
  private static final int RUNS_TO_COME_THROUGH = 3;
  private static final int MAX_VISITS = 2;
  private static final int REFILLED = 1;
  private static final String NOTHING_TO_GIVE = Moment.AFTER + " null/answer-error";

  private final AttackedSystem system;
  private final Oracle oracle;
  private Optional<RecoveredShares> shares = Optional.empty();
  private boolean isFinal = true;
  private int killedRuns;
  private long serial;
  private int worlds;

  KillAttack(AttackedSystem system) {
    this.system = system;
    this.oracle = new Oracle(system);
  }

  int worlds() {
    return worlds;
  }

  /** Runs a flow undisturbed and returns every point at which it can be disturbed. */
  List<KillPoint> explore(Flow flow) throws Exception {
    prepare(flow);
    run(flow, null);
    List<KillPoint> points = new ArrayList<>();
    // Bootstrap runs in no other flow.
    List<AttackedProgram> victims = flow == Flow.BOOTSTRAP ? system.all() : system.servers();
    for (AttackedProgram program : system.all()) {
      Map<String, Integer> visits = new HashMap<>();
      for (String line : program.trace()) {
        String[] words = line.split(" ", 2);
        int visit = visits.merge(line, 1, Integer::sum);
        if (visit <= MAX_VISITS) {
          for (AttackedProgram victim : victims) {
            points.add(new KillPoint(flow, program.name(), words[1], visit,
                Moment.valueOf(words[0]), victim.name()));
          }
        }
      }
    }
    settle();
    return points;
  }

  /** Disturbs a flow; says whether anybody was killed, which needs the point to be reached. */
  boolean strike(KillPoint point) throws Exception {
    prepare(point.flow());
    boolean killed = run(point.flow(), point);
    system.startServers();
    // Asked once: Nexus may come to its goal at any moment, with what Bootstrap left behind.
    NexusState nexus = system.nexusState();
    boolean again = point.victim().equals("bootstrap") && killed && !hasFinal(nexus)
        && ++killedRuns < KILLED_RUNS_IN_A_ROW;
    if (again) {
      oracle.nothingIsFinal(nexus);
    } else {
      settle();
    }
    return killed;
  }

  /** Lets an interrupted Bootstrap come through, and asks the oracle. */
  void settle() throws Exception {
    system.startServers();
    for (int run = 1; !isFinal && !succeeds(); run++) {
      if (run == RUNS_TO_COME_THROUGH) {
        throw new AssertionError("bootstrap does not come through: " + system.bootstrap().log());
      }
      system.endLease();
    }
    isFinal = true;
    killedRuns = 0;
    oracle.keyIsThere();
    if (shares.isEmpty()) {
      shares = Optional.of(system.recover());
    }
  }

  private boolean succeeds() throws Exception {
    if (!system.bootstrap().isAlive() && hasFinal(system.nexusState())) {
      return true;
    }
    system.bootstrap().start();
    return system.awaitBootstrap() == 0;
  }

  private static boolean hasFinal(NexusState nexus) {
    return nexus.phase() == NexusState.Phase.FINAL;
  }

  private void prepare(Flow flow) throws Exception {
    if (flow == Flow.BOOTSTRAP && isFinal) {
      system.beginAnew();
      oracle.beginAnew();
      close();
      isFinal = false;
      worlds++;
    } else if (flow == Flow.BOOTSTRAP) {
      system.endLease();
    } else {
      settle();
    }
    for (AttackedProgram program : system.all()) {
      program.forgetTrace();
    }
  }

  private boolean run(Flow flow, @Nullable KillPoint point)
      throws Exception {
    switch (flow) {
      case BOOTSTRAP -> {
      }
      case RECOVERY -> system.nexus().kill();
      case REFILL -> system.keeper(REFILLED).kill();
      case RESTORE -> system.killAll();
    }
    if (point == null) {
      untilDone(flow);
      return false;
    }
    AttackedProgram killer = system.program(point.program());
    killer.obey(new KillOrder(++serial, point.moment(), point.step(), point.visit(),
        point.victim()));
    try {
      untilDone(flow);
    } finally {
      killer.disobey();
    }
    OptionalLong killed = killer.killed();
    killed.ifPresent(system.program(point.victim())::awaitEndOf);
    return killed.isPresent();
  }

  private void untilDone(Flow flow) throws Exception {
    if (flow == Flow.BOOTSTRAP) {
      system.bootstrap().start();
    }
    Awaitility.await().atMost(LIMIT).pollDelay(Duration.ZERO).pollInterval(POLL).until(() -> {
      system.raiseServers();
      return isDone(flow);
    });
  }

  private boolean isDone(Flow flow) {
    try {
      return switch (flow) {
        case BOOTSTRAP -> !system.bootstrap().isAlive();
        case RECOVERY -> !system.nexusState().sealed();
        case REFILL -> system.keeperState(REFILLED).hasLive();
        case RESTORE -> isRestored();
      };
    } catch (PeerException e) {
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Custodians come when every Keeper has told Nexus that it has nothing, and are done when every
   * Keeper has its share again: else what is passed by then would be a matter of luck.
   */
  private boolean isRestored() throws PeerException, IOException {
    if (!system.nexusState().sealed()) {
      return areKeepersFilled();
    }
    if (areKeepersAskedInVain()) {
      for (Map.Entry<Integer, SecretBytes> share : shares.orElseThrow().shards().entrySet()) {
        if (system.restore(share.getKey(), share.getValue()).restored()) {
          break;
        }
      }
    }
    return false;
  }

  private boolean areKeepersFilled() throws PeerException {
    for (int position = 1; position <= AttackedSystem.KEEPERS; position++) {
      if (!system.keeperState(position).hasLive()) {
        return false;
      }
    }
    return true;
  }

  private boolean areKeepersAskedInVain() throws IOException {
    for (int position = 1; position <= AttackedSystem.KEEPERS; position++) {
      if (!system.keeper(position).trace().contains(NOTHING_TO_GIVE)) {
        return false;
      }
    }
    return true;
  }

  @Override
  public void close() {
    shares.ifPresent(RecoveredShares::close);
    shares = Optional.empty();
  }
}
