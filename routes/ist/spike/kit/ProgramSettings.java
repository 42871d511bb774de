// SPDX-License-Identifier: Apache-2.0
package ist.spike.kit;

import io.spiffe.spiffeid.SpiffeId;
import ist.spike.config.Settings;
import ist.spike.config.WorkloadSocket;
import ist.spike.identity.Role;
import ist.spike.identity.Roles;
import ist.spike.identity.SvidSource;
import ist.spike.identity.WorkloadApiSource;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.SpikeException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** The settings that mean the same in every program. */
public final class ProgramSettings {

  private static final int MIN_BODY_BYTES = 64 * 1024;
  private static final int MAX_BODY_BYTES = 64 * 1024 * 1024;
  private static final long MAX_BODIES_BYTES = 64L << 30;
  private static final int MAX_CONNECTIONS = 1_000_000;

  private ProgramSettings() {}

  /** Starts the log at the level of the settings. */
  public static void startLogging(Settings settings) {
    Logging.start(settings.oneOf("system.log.level", "DEBUG", "INFO", "WARN", "ERROR"));
  }

  /** Which SPIFFE IDs have which role. */
  public static Roles roles(Settings settings) {
    Map<Role, List<String>> roots = new EnumMap<>(Role.class);
    for (Role role : Role.values()) {
      roots.put(role, settings.trustRoots(switch (role) {
        case NEXUS -> "nexus";
        case KEEPER -> "keeper";
        case BOOTSTRAP -> "bootstrap";
        case SUPERUSER, RECOVER, RESTORE -> "pilot";
        case LITE -> "lite.workload";
      }));
    }
    return new Roles(roots);
  }

  /** Our own identity, which must have this role. The caller closes the source. */
  public static SvidSource identity(Settings settings, Role role) {
    SvidSource source = WorkloadApiSource.open(socket(settings),
        settings.duration("spiffe.source.timeout", Duration.ofMillis(1)));
    try {
      roles(settings).require(source.current().id(), role);
      return source;
    } catch (RuntimeException e) {
      source.close();
      throw e;
    }
  }

  /** The Workload API: as set, else the first of SPIRE's usual sockets that exists. */
  private static String socket(Settings settings) {
    return settings.find("spiffe.endpoint.socket").or(WorkloadSocket::usual)
        .orElseThrow(() -> new SpikeException(ErrorCode.NO_IDENTITY,
            "no Workload API socket: SPIFFE_ENDPOINT_SOCKET is not set, and none of SPIRE's usual"
                + " places has one: " + String.join(", ", WorkloadSocket.usualPlaces())
                + "; is the SPIRE agent running?"));
  }

  /**
   * The server of a program.
   *
   * @param addressKey the setting that says where it listens
   * @param admitted which verified SPIFFE IDs get through the handshake
   */
  public static HttpsEngine engine(Settings settings, String addressKey, SvidSource identity,
      Predicate<SpiffeId> admitted) {
    Duration least = Duration.ofMillis(1);
    HttpsLimits limits = new HttpsLimits(
        bodies(settings),
        settings.integer("http.server.max.connections", 1, MAX_CONNECTIONS),
        settings.integer("http.server.max.requests", 1, MAX_CONNECTIONS),
        settings.integer("http.server.max.requests.per.identity", 1, MAX_CONNECTIONS),
        settings.duration("http.server.read.header.timeout", least),
        settings.duration("http.server.idle.timeout", least),
        settings.duration("http.server.answer.timeout", least),
        new HttpsLimits.Handshakes(
            settings.integer("http.server.max.handshakes", 1, MAX_CONNECTIONS),
            settings.duration("http.server.handshake.timeout", least)));
    OpenFiles.require(limits);
    return new HttpsEngine(settings.listenAddress(addressKey), identity, admitted, limits);
  }

  private static HttpsLimits.Bodies bodies(Settings settings) {
    int one = (int) settings.bytes("http.server.max.body", MIN_BODY_BYTES, MAX_BODY_BYTES);
    return new HttpsLimits.Bodies(one, settings.bytes("http.server.max.bodies",
        (long) HttpsLimits.Bodies.IDENTITIES * one, MAX_BODIES_BYTES));
  }
}
