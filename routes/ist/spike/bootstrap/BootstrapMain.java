// SPDX-License-Identifier: Apache-2.0
package ist.spike.bootstrap;

import ist.spike.config.Settings;
import ist.spike.identity.Role;
import ist.spike.identity.SvidSource;
import ist.spike.kit.CamelProgram;
import ist.spike.kit.ErrorRoutes;
import ist.spike.kit.Hardening;
import ist.spike.kit.ProgramSettings;
import ist.spike.kit.TlsHygiene;
import ist.spike.peer.PeerClient;
import ist.spike.peer.PeerTimeouts;
import ist.spike.pilot.Terminal;
import ist.spike.wire.SpikeException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Runs Bootstrap once: 0 when Nexus has its root key or needs none, 1 when not. */
public final class BootstrapMain {

  private static final List<String> INIT = List.of("-init", "--init");
  /** The largest answer taken from a peer; none of them has a reason for more. */
  private static final int MAX_ANSWER_BYTES = 64 * 1024;

  private BootstrapMain() {}

  /** Runs Bootstrap; returns the exit code. */
  public static int run(String[] args, Map<String, String> environment) throws Exception {
    return run(List.of(args), environment, Terminal.standard());
  }

  static int run(List<String> args, Map<String, String> environment, Terminal terminal)
      throws Exception {
    if (args.stream().noneMatch(INIT::contains)) {
      terminal.say("bootstrap: it makes a root key, so it must be told to: spike bootstrap -init");
      return 1;
    }
    try {
      return bootstrap(Settings.load("bootstrap", args, environment), environment, terminal);
    } catch (SpikeException e) {
      terminal.say("bootstrap: " + e.sentence());
      return 1;
    }
  }

  private static int bootstrap(Settings settings, Map<String, String> environment,
      Terminal terminal) throws Exception {
    BootstrapPlan plan = BootstrapPlan.of(settings);
    if (plan.settings().wish().mode().filter("memory"::equals).isPresent()) {
      terminal.say("bootstrap: nexus keeps secrets in memory only and needs no root key");
      return 0;
    }
    TlsHygiene.apply();
    ProgramSettings.startLogging(settings);
    Hardening.apply();
    try (SvidSource identity = ProgramSettings.identity(settings, Role.BOOTSTRAP);
        PeerClient toKeepers = new PeerClient(identity, plan.roles().anyOf(Role.KEEPER),
            PeerTimeouts.DEFAULT, MAX_ANSWER_BYTES);
        PeerClient toNexus = new PeerClient(identity, plan.roles().anyOf(Role.NEXUS),
            PeerTimeouts.DEFAULT, MAX_ANSWER_BYTES);
        ExecutorService couriers = Executors.newVirtualThreadPerTaskExecutor()) {
      CompletableFuture<Integer> exit = new CompletableFuture<>();
      BootstrapSteps steps = new BootstrapSteps(plan.settings(),
          new PeerNexus(plan.nexus(), toNexus), new PeerKeepers(plan.keepers(), toKeepers),
          new BootstrapSteps.Outcome(line -> terminal.say("bootstrap: " + line), exit::complete));
      MarkerSteps markers = new MarkerSteps(marker(settings, environment), plan.settings());
      CamelProgram program = new CamelProgram("bootstrap", settings.toProperties(), Map.of(),
          List.of(new ErrorRoutes(), new BootstrapErrorRoutes(steps),
              new BootstrapRoutes(steps, markers), new DeliveryRoutes(steps, couriers)));
      return program.runUntil(exit, plan.limit()).orElseGet(() -> {
        steps.giveUp();
        terminal.say("bootstrap: not done within SPIKE_BOOTSTRAP_TIMEOUT, "
            + plan.limit().toMillis() + " ms; what was not proved is given up");
        return 1;
      });
    }
  }

  /** Outside a cluster the classes of its client are not even loaded. */
  private static Marker marker(Settings settings, Map<String, String> environment) {
    Optional<Cluster> cluster = Cluster.of(environment);
    return cluster.isPresent()
        ? new ClusterMarker(cluster.get(), settings.text("bootstrap.configmap.name"),
            InstantSource.system())
        : Marker.NONE;
  }
}
