// SPDX-License-Identifier: Apache-2.0
package ist.spike.dev;

import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.epoll.Epoll;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollEventLoopGroup;
import io.spiffe.spiffeid.SpiffeId;
import ist.spike.identity.CertificateAuthority;
import ist.spike.identity.IssuedSvid;
import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * A SPIFFE authority inside this process: one Workload API socket per identity, SVIDs that rotate
 * at half of their life. For development and tests; production uses SPIRE, which attests who
 * connects. Here whoever can open a socket gets its identity.
 */
public final class EmbeddedAuthority implements AutoCloseable {
  /** The trust domain of every SPIKE default. */
  public static final String TRUST_DOMAIN = "spike.ist";
  private static final Duration LONGEST_TICK = Duration.ofSeconds(1);
  private static final int TICKS_PER_LIFETIME = 20;
  private static final int SERVER_THREADS = 1;
  private static final long STOP_TIMEOUT_MS = 2_000;

  private final CertificateAuthority authority;
  private final SocketDirectory sockets;
  private final Duration lifetime;
  private final EventLoopGroup group;
  private final ScheduledExecutorService clockwork;
  private Optional<ScheduledFuture<?>> rotation = Optional.empty();
  private final Map<String, WorkloadIdentity> identities = new LinkedHashMap<>();
  private final Map<String, WorkloadApiServer> servers = new LinkedHashMap<>();

  private EmbeddedAuthority(SocketDirectory sockets, Duration lifetime) {
    this.authority = new CertificateAuthority(TRUST_DOMAIN, InstantSource.system());
    this.sockets = sockets;
    this.lifetime = lifetime;
    this.group = new EpollEventLoopGroup(SERVER_THREADS);
    this.clockwork = Executors
        .newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("svid-rotation").factory());
  }

  /**
   * Opens one socket {@code NAME.sock} per identity and serves until closed.
   *
   * @param directory made with mode 0700; stale sockets in it are replaced
   * @param identities name of the socket and SPIFFE ID behind it, all in {@link #TRUST_DOMAIN}
   * @param lifetime of each SVID; a new one follows after half of it
   * @throws IOException when a socket cannot be made; nothing is left open then
   */
  public static EmbeddedAuthority open(
      Path directory, Map<String, SpiffeId> identities, Duration lifetime) throws IOException {
    if (!Epoll.isAvailable()) {
      throw new IOException("the embedded authority needs Linux (epoll) for its sockets");
    }
    SocketDirectory sockets = SocketDirectory.open(directory, System.getenv());
    EmbeddedAuthority opened = new EmbeddedAuthority(sockets, lifetime);
    try {
      for (Map.Entry<String, SpiffeId> identity : identities.entrySet()) {
        opened.serve(identity.getKey(), identity.getValue());
      }
      opened.startRotation();
      return opened;
    } catch (IOException | RuntimeException e) {
      opened.close();
      throw e;
    }
  }

  /** The address to give to a workload as {@code SPIFFE_ENDPOINT_SOCKET}. */
  public String address(String name) {
    // A URI: blanks in the path are escaped, and unescaped by every Workload API client.
    return "unix://" + socket(name).toUri().getRawPath();
  }

  /** The socket itself, at a path short enough to connect to. */
  public Path socket(String name) {
    return Optional.ofNullable(servers.get(name))
        .orElseThrow(() -> new IllegalArgumentException("no identity named " + name))
        .path();
  }

  /** What the socket of that name would answer now, for callers in this process. */
  public IssuedSvid current(String name) {
    return Optional.ofNullable(identities.get(name))
        .orElseThrow(() -> new IllegalArgumentException("no identity named " + name))
        .current();
  }

  /** The trust domain's bundle. */
  public X509Certificate certificate() {
    return authority.certificate();
  }

  @Override
  public void close() throws IOException {
    rotation.ifPresent(ticks -> ticks.cancel(false));
    clockwork.shutdownNow();
    for (WorkloadApiServer server : servers.values()) {
      server.close();
    }
    servers.clear();
    group.shutdownGracefully(0, STOP_TIMEOUT_MS, TimeUnit.MILLISECONDS)
        .awaitUninterruptibly(STOP_TIMEOUT_MS);
    sockets.close();
  }

  private void serve(String name, SpiffeId id) throws IOException {
    WorkloadIdentity identity = new WorkloadIdentity(authority, id, lifetime);
    identities.put(name, identity);
    servers.put(name, WorkloadApiServer.start(sockets.file(name + ".sock"), identity, group));
  }

  /**
   * Looks at the wall clock often instead of sleeping until half life: after a laptop was asleep,
   * timers resume where they stopped while certificates have grown old.
   */
  private void startRotation() {
    long tickMs = Math.min(LONGEST_TICK.toMillis(), lifetime.toMillis() / TICKS_PER_LIFETIME + 1);
    rotation = Optional.of(clockwork.scheduleWithFixedDelay(
        () -> identities.values()
            .forEach(each -> each.rotateWhenDue(InstantSource.system().instant())),
        tickMs, tickMs, TimeUnit.MILLISECONDS));
  }
}
