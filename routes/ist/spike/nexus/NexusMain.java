// SPDX-License-Identifier: Apache-2.0
package ist.spike.nexus;

import ist.spike.config.Settings;
import ist.spike.identity.Role;
import ist.spike.identity.SvidSource;
import ist.spike.kit.CamelProgram;
import ist.spike.kit.Hardening;
import ist.spike.kit.HttpsEngine;
import ist.spike.kit.ManagementServer;
import ist.spike.kit.ProgramSettings;
import ist.spike.kit.TlsHygiene;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Starts Nexus: settings, identity, store, routes, in this order; fails at the first trouble. */
public final class NexusMain {

  private NexusMain() {}

  /** Runs Nexus until it is told to stop; returns the exit code. */
  public static int run(String[] args, Map<String, String> environment) throws Exception {
    TlsHygiene.apply();
    Settings settings = Settings.load("nexus", List.of(args), environment);
    ProgramSettings.startLogging(settings);
    Hardening.apply();
    try (SvidSource identity = ProgramSettings.identity(settings, Role.NEXUS)) {
      return serve(settings, environment, identity, _ -> {});
    }
  }

  /**
   * Serves with this identity until it is told to stop; returns the exit code.
   *
   * @param begun is given the server before it listens
   */
  public static int serve(Settings settings, Map<String, String> environment,
      SvidSource identity, Consumer<HttpsEngine> begun) throws Exception {
    try (NexusProcess nexus = NexusProcess.open(settings, environment, identity)) {
      begun.accept(nexus.engine());
      return serve(settings, nexus.engine(), nexus.assemble());
    }
  }

  private static int serve(Settings settings, HttpsEngine engine, NexusProcess.Ready nexus)
      throws Exception {
    Optional<ManagementServer> management = ManagementServer.open(settings, nexus.vitals());
    try {
      return new CamelProgram("nexus", settings.toProperties(),
          Map.of(HttpsEngine.NAME, engine), nexus.routes()).run();
    } finally {
      management.ifPresent(ManagementServer::close);
    }
  }
}
