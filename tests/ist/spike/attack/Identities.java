// SPDX-License-Identifier: Apache-2.0
package ist.spike.attack;

import io.spiffe.spiffeid.SpiffeId;
import ist.spike.dev.EmbeddedAuthority;
import ist.spike.identity.SvidSource;
import ist.spike.identity.WorkloadApiSource;
import ist.spike.peer.PeerAnswer;
import ist.spike.peer.PeerClient;
import ist.spike.peer.PeerException;
import ist.spike.peer.PeerTimeouts;
import ist.spike.wire.Operation;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One SPIFFE authority for all systems of a test class, and clients of every identity. */
final class Identities implements AutoCloseable {

  static final String NEXUS = "nexus";
  static final String KEEPER = "keeper";
  static final String BOOTSTRAP = "bootstrap";
  static final String SUPERUSER = "superuser";
  static final String RECOVER = "recover";
  static final String RESTORE = "restore";

  private static final Map<String, SpiffeId> IDS = Map.of(NEXUS, id("spike/nexus"), KEEPER,
      id("spike/keeper"), BOOTSTRAP, id("spike/bootstrap"), SUPERUSER,
      id("spike/pilot/role/superuser"), RECOVER, id("spike/pilot/role/recover"), RESTORE,
      id("spike/pilot/role/restore"));
  private static final Duration LIFETIME = Duration.ofHours(3);
  private static final Duration CALL_LIMIT = Duration.ofSeconds(30);
  /** Connections are not kept for long, because whoever is called is often killed. */
  private static final PeerTimeouts TIMEOUTS =
      new PeerTimeouts(Duration.ofSeconds(20), Duration.ofSeconds(1));

  private final EmbeddedAuthority authority;
  private final List<SvidSource> sources = new ArrayList<>();
  private final Map<String, PeerClient> clients = new HashMap<>();

  private Identities(EmbeddedAuthority authority) {
    this.authority = authority;
  }

  static Identities open(Path directory) throws IOException {
    return new Identities(EmbeddedAuthority.open(directory, IDS, LIFETIME));
  }

  /** Where a program gets this identity. */
  String address(String name) {
    return authority.address(name);
  }

  /** This identity for a server or client in this process; closed with the others. */
  synchronized SvidSource source(String name) {
    SvidSource source = WorkloadApiSource.open(address(name), CALL_LIMIT);
    sources.add(source);
    return source;
  }

  /** One call under this identity. */
  PeerAnswer post(String name, URI server, Operation operation, byte[] body)
      throws PeerException {
    return client(name).post(server, operation.target(), body, CALL_LIMIT);
  }

  private synchronized PeerClient client(String name) {
    return clients.computeIfAbsent(name,
        _ -> new PeerClient(source(name), id -> true, TIMEOUTS));
  }

  @Override
  public synchronized void close() throws IOException {
    clients.values().forEach(PeerClient::close);
    sources.forEach(SvidSource::close);
    authority.close();
  }

  private static SpiffeId id(String path) {
    return SpiffeId.parse("spiffe://" + EmbeddedAuthority.TRUST_DOMAIN + "/" + path);
  }
}
