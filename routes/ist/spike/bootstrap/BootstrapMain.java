// SPDX-License-Identifier: Apache-2.0
package ist.spike.bootstrap;

import ist.spike.config.Settings;
import ist.spike.identity.Role;
import ist.spike.identity.Roles;
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
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.camel.RoutesBuilder;

/** Runs Bootstrap once: 0 when Nexus has its root key or needs none, 1 when not, 2 for wrong usage. */
public final class BootstrapMain {

  private static final List<String> INIT = List.of("-init", "--init");
  private static final String CONFIG = "--config";
  private static final Duration LONGEST = Duration.ofDays(2);

  private BootstrapMain() {}

  /** Runs Bootstrap; returns the exit code. */
  public static int run(String[] args, Map<String, String> environment) throws Exception {
    return run(List.of(args), environment, Terminal.standard());
  }

  static int run(List<String> args, Map<String, String> environment, Terminal terminal)
      throws Exception {
    Optional<String> unknown = unknown(args);
    if (unknown.isPresent()) {
      terminal.say("bootstrap: unknown argument " + unknown.get()
          + "; usage: spike bootstrap -init [--config FILE]");
      return 2;
    }
    if (args.stream().noneMatch(INIT::contains)) {
      terminal.say("bootstrap: it makes a root key, so it must be told to: spike bootstrap -init");
      return 1;
    }
    try {
      return bootstrap(Settings.load("bootstrap", args, environment), terminal);
    } catch (SpikeException e) {
      terminal.say("bootstrap: " + e.sentence());
      return 1;
    }
  }

  private static Optional<String> unknown(List<String> args) {
    for (int i = 0; i < args.size(); i++) {
      String argument = args.get(i);
      boolean value = i > 0 && args.get(i - 1).equals(CONFIG);
      if (!value && !INIT.contains(argument) && !argument.equals(CONFIG)
          && !argument.startsWith(CONFIG + "=")) {
        return Optional.of(argument);
      }
    }
    return Optional.empty();
  }

  private static int bootstrap(Settings settings, Terminal terminal) throws Exception {
    TlsHygiene.apply();
    ProgramSettings.startLogging(settings);
    Hardening.apply();
    BootstrapSettings own = BootstrapSettings.of(settings);
    if (own.wish().mode().filter("memory"::equals).isPresent()) {
      terminal.say("bootstrap: nexus keeps secrets in memory only and needs no root key");
      return 0;
    }
    List<URI> peers = settings.uris("nexus.keeper.peers");
    if (peers.isEmpty()) {
      throw settings.invalid("nexus.keeper.peers", "it must name one keeper for each share");
    }
    URI nexus = settings.uri("nexus.api.url");
    Roles roles = ProgramSettings.roles(settings);
    try (SvidSource identity = ProgramSettings.identity(settings, Role.BOOTSTRAP);
        PeerClient toKeepers =
            new PeerClient(identity, roles.anyOf(Role.KEEPER), PeerTimeouts.DEFAULT);
        PeerClient toNexus =
            new PeerClient(identity, roles.anyOf(Role.NEXUS), PeerTimeouts.DEFAULT)) {
      CompletableFuture<Integer> exit = new CompletableFuture<>();
      BootstrapSteps steps = new BootstrapSteps(own, new PeerNexus(nexus, toNexus),
          new PeerKeepers(peers, toKeepers), new BootstrapSteps.Outcome(
              line -> terminal.say("bootstrap: " + line), exit::complete));
      return run(settings, steps, exit, terminal);
    }
  }

  private static int run(Settings settings, BootstrapSteps steps, CompletableFuture<Integer> exit,
      Terminal terminal) throws Exception {
    Duration limit = settings.duration("bootstrap.timeout", Duration.ZERO);
    try (ExecutorService couriers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<RoutesBuilder> routes = List.of(new ErrorRoutes(), new BootstrapErrorRoutes(steps),
          new BootstrapRoutes(steps), new DeliveryRoutes(steps, couriers));
      Optional<Integer> code =
          new CamelProgram("bootstrap", settings.toProperties(), Map.of(), routes)
              .runUntil(exit, limit.isZero() ? LONGEST : limit);
      return code.orElseGet(() -> {
        terminal.say("bootstrap: not done within SPIKE_BOOTSTRAP_TIMEOUT, " + limit);
        return 1;
      });
    }
  }
}
