// SPDX-License-Identifier: Apache-2.0
package ist.spike.kit;

import io.vertx.core.http.HttpConnection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The connections of clients that are let in, at most so many. Changes on the event loop alone. */
final class OpenConnections {

  private final Map<HttpConnection, ClientConnection> open = new ConcurrentHashMap<>();
  private final int max;

  OpenConnections(int max) {
    this.max = max;
  }

  /** Whether there is room for one more, for which one that is idle may have lost its own. */
  boolean hasRoom() {
    return open.size() < max || evictIdlest();
  }

  private boolean evictIdlest() {
    Optional<ClientConnection> idlest = idle().min(ClientConnection.LONGEST_FIRST);
    idlest.ifPresent(ClientConnection::close);
    return idlest.isPresent();
  }

  void add(HttpConnection connection, ClientConnection client) {
    open.put(connection, client);
    connection.closeHandler(_ -> open.remove(connection));
  }

  /** Who is there; nobody when the client was not let in. */
  @Nullable
  ClientConnection find(HttpConnection connection) {
    return open.get(connection);
  }

  /** Closes those whose clients are too slow, or idle for too long. */
  void sweep() {
    long nowNanos = System.nanoTime();
    long nowMs = System.currentTimeMillis();
    List.copyOf(open.values()).forEach(client -> client.closeWhenDue(nowNanos, nowMs));
  }

  void closeIdle() {
    idle().toList().forEach(ClientConnection::close);
  }

  private Stream<ClientConnection> idle() {
    return open.values().stream().filter(ClientConnection::isIdle);
  }
}
