// SPDX-License-Identifier: Apache-2.0
package ist.spike.pilot;

import io.spiffe.spiffeid.SpiffeId;
import ist.spike.config.Settings;
import ist.spike.config.WorkloadSocket;
import ist.spike.identity.BriefSource;
import ist.spike.identity.Role;
import ist.spike.identity.Roles;
import ist.spike.identity.SvidSource;
import ist.spike.peer.BriefClient;
import ist.spike.peer.NativeTls;
import ist.spike.peer.PeerAnswer;
import ist.spike.peer.PeerClient;
import ist.spike.peer.PeerException;
import ist.spike.peer.PeerRequest;
import ist.spike.peer.PeerTimeouts;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.GoJson;
import ist.spike.wire.Operation;
import ist.spike.wire.SpikeException;
import java.net.URI;
import java.nio.file.Files;
import java.security.Provider;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Nexus over mutual TLS, with the identity that the Workload API gives this process. */
final class HttpNexus implements Nexus {

  private static final Duration SHORTEST_WAIT = Duration.ofMillis(1);
  /** What reads or writes whole backups. */
  private static final Set<Operation> LONG_WORK =
      Set.of(Operation.RETRY_DEAD_LETTER, Operation.RUN_BACKUP, Operation.DRILL_BACKUP,
          Operation.VERIFY_BACKUP, Operation.COPY_BACKUP, Operation.RESTORE_BACKUP,
          Operation.RESTORE_SECRET,
          Operation.PRUNE_BACKUPS_NOW);

  /** As many as secret move makes; who makes more is worth a client that keeps connections. */
  private static final int BRIEF_CALLS = 4;

  private final SvidSource source;
  private final BriefClient brief;
  private final Supplier<PeerClient> opener;
  private final URI base;
  private final Settings settings;
  private Optional<PeerClient> lasting = Optional.empty();
  private int calls;

  private HttpNexus(SvidSource source, Settings settings, Optional<Provider> tls) {
    Predicate<SpiffeId> nexus = roles(settings).anyOf(Role.NEXUS);
    PeerTimeouts timeouts =
        new PeerTimeouts(settings.duration("http.client.dialer.timeout", SHORTEST_WAIT),
            PeerTimeouts.DEFAULT.connectionAge());
    this.source = source;
    this.brief = new BriefClient(source, nexus, timeouts.connect(), tls);
    this.opener = () -> new PeerClient(source, nexus, timeouts);
    this.settings = settings;
    this.base = base(settings);
  }

  /** Connects with these settings and the Workload API at {@code socket}. */
  static Nexus connect(Settings settings, String socket, Role role) {
    Roles roles = roles(settings);
    base(settings);
    settings.duration("http.client.timeout", SHORTEST_WAIT);
    requireSocket(socket);
    // Before anything else uses cryptography. The launcher says so where it has unpacked the
    // library.
    Optional<Provider> tls =
        Boolean.getBoolean("spike.native.tls") ? NativeTls.install() : Optional.empty();
    SvidSource source =
        BriefSource.open(socket, settings.duration("spiffe.source.timeout", SHORTEST_WAIT));
    try {
      requireRole(roles, source, role);
      return new HttpNexus(source, settings, tls);
    } catch (RuntimeException e) {
      source.close();
      throw e;
    }
  }

  @Override
  public byte[] ask(Operation operation, byte[] body) {
    return ask(operation, PeerRequest.json(base, operation.target(), body));
  }

  @Override
  public byte[] askRaw(Operation operation, byte[] body) {
    return ask(operation, new PeerRequest(base, operation.target(), PeerRequest.BYTES, body));
  }

  private byte[] ask(Operation operation, PeerRequest request) {
    Duration timeout = settings.duration(
        LONG_WORK.contains(operation) ? "pilot.backup.timeout" : "http.client.timeout",
        SHORTEST_WAIT);
    try {
      PeerAnswer answer = calls++ < BRIEF_CALLS
          ? brief.post(request, timeout)
          : lasting().post(request, timeout);
      if (!answer.isOk()) {
        throw new SpikeException(ErrorCode.ofStatus(answer.status()), "nexus at " + base
            + " answered " + answer.status() + " to " + source.current().id());
      }
      return answer.body();
    } catch (PeerException e) {
      throw new SpikeException(ErrorCode.UNREACHABLE, "nexus at " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    lasting.ifPresent(PeerClient::close);
    source.close();
  }

  private PeerClient lasting() {
    PeerClient client = lasting.orElseGet(opener);
    lasting = Optional.of(client);
    return client;
  }

  /** SPIKE finds out that this is no URL when it connects, and scripts know what it says then. */
  private static URI base(Settings settings) {
    try {
      return settings.uri("nexus.api.url");
    } catch (SpikeException e) {
      throw new SpikeException(ErrorCode.UNREACHABLE, e.sentence(), e);
    }
  }

  private static Roles roles(Settings settings) {
    Map<Role, List<String>> roots = new EnumMap<>(Role.class);
    roots.put(Role.NEXUS, settings.trustRoots("nexus"));
    for (Role role : List.of(Role.SUPERUSER, Role.RECOVER, Role.RESTORE)) {
      roots.put(role, settings.trustRoots("pilot"));
    }
    return new Roles(roots);
  }

  /** A socket that does not exist needs no wait to be sure of. */
  private static void requireSocket(String socket) {
    WorkloadSocket.file(socket).filter(path -> !Files.exists(path)).ifPresent(path -> {
      throw new SpikeException(ErrorCode.NO_IDENTITY, "there is no Workload API socket at " + path
          + "; start the SPIRE agent, or let SPIFFE_ENDPOINT_SOCKET name its socket, or start a"
          + " development environment with `spike dev`");
    });
  }

  /**
   * Recover and restore need their role here already; what else an identity may do, Nexus decides.
   * SPIKE's line for a wrong role is a line of its log, which its scripts look for.
   */
  private static void requireRole(Roles roles, SvidSource source, Role role) {
    if ((role != Role.RECOVER && role != Role.RESTORE)
        || roles.has(source.current().id(), role)) {
      return;
    }
    String word = role == Role.RECOVER ? "recover" : "restore";
    String place = role == Role.RECOVER
        ? "AuthenticateForPilotRecover"
        : "AuthenticateForPilotRestore";
    String message = "you need a '" + word + "' SPIFFE ID to use this command";
    String line = "{\"time\":\"" + GoJson.time(Instant.now(), ZoneId.systemDefault())
        + "\",\"level\":\"ERROR\",\"msg\":\"" + place + "\",\"message\":\"" + message
        + "\",\"code\":\"access_unauthorized\",\"err\":\"[access_unauthorized] " + message + "\"}";
    throw new CommandFailure(List.of(line),
        "this process is " + source.current().id() + ", but this command"
            + " is for spiffe://TRUST-ROOT/" + role.path()
            + "; let SPIFFE_ENDPOINT_SOCKET name that identity's socket",
        ExitCode.UNAUTHORIZED);
  }
}
