// SPDX-License-Identifier: Apache-2.0
package ist.spike.keeper;

import ist.spike.config.Settings;
import ist.spike.identity.Role;
import ist.spike.identity.Roles;
import ist.spike.identity.SvidSource;
import ist.spike.keyring.KeeperSlots;
import ist.spike.kit.AuditLedger;
import ist.spike.kit.AuditLines;
import ist.spike.kit.CamelProgram;
import ist.spike.kit.ErrorRoutes;
import ist.spike.kit.FrontDoor;
import ist.spike.kit.Hardening;
import ist.spike.kit.HttpsEngine;
import ist.spike.kit.ManagementServer;
import ist.spike.kit.MeteredLedger;
import ist.spike.kit.ProgramSettings;
import ist.spike.kit.TlsHygiene;
import ist.spike.metrics.RequestMeter;
import ist.spike.pilot.Terminal;
import ist.spike.wire.Server;
import ist.spike.wire.SpikeException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.camel.RoutesBuilder;

/** Starts a Keeper: settings, identity, routes, in this order; fails at the first trouble. */
public final class KeeperMain {

  private KeeperMain() {}

  /** Runs a Keeper until it is told to stop; returns the exit code. */
  public static int run(String[] args, Map<String, String> environment) throws Exception {
    try {
      return serve(Settings.load("keeper", List.of(args), environment));
    } catch (SpikeException e) {
      Terminal.standard().say("keeper: " + e.sentence());
      return 1;
    }
  }

  private static int serve(Settings settings) throws Exception {
    TlsHygiene.apply();
    ProgramSettings.startLogging(settings);
    Hardening.apply();
    try (SvidSource identity = ProgramSettings.identity(settings, Role.KEEPER)) {
      return serve(settings, identity, _ -> {});
    }
  }

  /**
   * Serves with this identity until it is told to stop; returns the exit code.
   *
   * @param begun is given the server before it listens
   */
  public static int serve(Settings settings, SvidSource identity, Consumer<HttpsEngine> begun)
      throws Exception {
    Roles roles = ProgramSettings.roles(settings);
    RequestMeter meter = new RequestMeter();
    try (KeeperSlots slots = new KeeperSlots()) {
      HttpsEngine engine = ProgramSettings.engine(settings, "keeper.tls.port", identity,
          roles.anyOf(Role.NEXUS, Role.BOOTSTRAP))
          .recordingIn(new MeteredLedger(Server.KEEPER, meter,
              new AuditLedger(Server.KEEPER, new AuditLines())));
      begun.accept(engine);
      return serve(settings, engine, new KeeperCalls(roles, slots),
          new KeeperVitals(identity, slots, meter, engine));
    }
  }

  private static int serve(Settings settings, HttpsEngine engine, KeeperCalls calls,
      KeeperVitals vitals) throws Exception {
    Optional<ManagementServer> management = ManagementServer.open(settings, vitals);
    try {
      return new CamelProgram("keeper", settings.toProperties(),
          Map.of(HttpsEngine.NAME, engine), routes(calls)).run();
    } finally {
      management.ifPresent(ManagementServer::close);
    }
  }

  private static List<RoutesBuilder> routes(KeeperCalls calls) {
    return List.of(new ErrorRoutes(),
        new FrontDoor(Server.KEEPER, KeeperRoutes.SERVED, FrontDoor.Gate.OPEN),
        new KeeperRoutes(calls));
  }
}
