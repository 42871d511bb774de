// SPDX-License-Identifier: Apache-2.0
package ist.spike.system;

import ist.spike.identity.WorkloadApiSource;
import ist.spike.peer.PeerAnswer;
import ist.spike.peer.PeerClient;
import ist.spike.peer.PeerException;
import ist.spike.peer.PeerTimeouts;
import ist.spike.wire.Operation;
import java.net.URI;
import java.time.Duration;

/** Asks a Nexus or a Keeper of a development system over connections that stay open. */
final class NexusClient implements AutoCloseable {

  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  private final WorkloadApiSource source;
  private final PeerClient client;
  private final URI server;

  private NexusClient(WorkloadApiSource source, int port) {
    this.source = source;
    this.client = new PeerClient(source, id -> true, PeerTimeouts.DEFAULT);
    this.server = URI.create("https://127.0.0.1:" + port);
  }

  /** @param identity address of the socket of whoever asks */
  static NexusClient open(String identity, int port) throws Exception {
    return new NexusClient(WorkloadApiSource.open(identity, TIMEOUT), port);
  }

  PeerAnswer ask(Operation operation, byte[] body) throws PeerException {
    return client.post(server, operation.target(), body, TIMEOUT);
  }

  @Override
  public void close() {
    client.close();
    source.close();
  }
}
