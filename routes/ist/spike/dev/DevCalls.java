// SPDX-License-Identifier: Apache-2.0
package ist.spike.dev;

import io.spiffe.spiffeid.SpiffeId;
import ist.spike.crypto.SecretBytes;
import ist.spike.peer.PeerAnswer;
import ist.spike.peer.PeerClient;
import ist.spike.peer.PeerException;
import ist.spike.peer.PeerTimeouts;
import ist.spike.wire.BackupReport;
import ist.spike.wire.EmptyMessage;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.KeeperState;
import ist.spike.wire.NexusState;
import ist.spike.wire.Operation;
import ist.spike.wire.RecoveredShares;
import ist.spike.wire.RestoreProgress;
import ist.spike.wire.RestoreShare;
import ist.spike.wire.SpikeException;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** What the supervisor asks of Nexus and the Keepers, each call under the identity it needs. */
final class DevCalls implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  /** The first handshakes of both sides, while five Java programs start on perhaps two cores. */
  private static final PeerTimeouts PATIENT =
      new PeerTimeouts(Duration.ofSeconds(20), Duration.ofMinutes(5));

  private final Map<String, PeerClient> clients = new TreeMap<>();
  private final EmbeddedAuthority authority;
  private final URI nexus;

  DevCalls(EmbeddedAuthority authority, URI nexus) {
    this.authority = authority;
    this.nexus = nexus;
  }

  NexusState nexusState() {
    return NexusState.parse(ask(nexus, Operation.NEXUS_STATE, EmptyMessage.json()));
  }

  /** Whether the Keeper holds a share that Nexus gave it. */
  boolean isFilled(URI keeper) {
    return KeeperState.parse(ask(keeper, Operation.KEEPER_STATE, EmptyMessage.json())).hasLive();
  }

  /**
   * Gives recovery shares to a sealed Nexus until it has enough of them.
   *
   * @throws SpikeException when it refuses one, or all of them are not enough
   */
  void restore(SortedMap<Integer, SecretBytes> shares) {
    RestoreProgress progress = new RestoreProgress(0, 0, false);
    for (Map.Entry<Integer, SecretBytes> share : shares.entrySet()) {
      if (!progress.restored()) {
        byte[] body = new RestoreShare(share.getKey(), Optional.of(share.getValue())).toJson();
        try {
          progress = RestoreProgress.parse(ask(nexus, Operation.RESTORE_SHARE, body));
        } finally {
          Arrays.fill(body, (byte) 0);
        }
      }
    }
    if (!progress.restored()) {
      throw new SpikeException(ErrorCode.INTERNAL,
          "%d recovery shares are not enough, %d more are needed"
              .formatted(progress.collected(), progress.remaining()));
    }
  }

  /** All recovery shares; the caller closes them. */
  RecoveredShares recover() {
    byte[] answer = ask(nexus, Operation.RECOVER_SHARES, EmptyMessage.json());
    try {
      return RecoveredShares.parse(answer);
    } finally {
      Arrays.fill(answer, (byte) 0);
    }
  }

  BackupReport runBackup() {
    return BackupReport.parse(ask(nexus, Operation.RUN_BACKUP, EmptyMessage.json()));
  }

  @Override
  public void close() {
    clients.values().forEach(PeerClient::close);
  }

  private byte[] ask(URI server, Operation operation, byte[] body) {
    try {
      PeerAnswer answer =
          client(identityFor(operation)).post(server, operation.target(), body, TIMEOUT);
      if (!answer.isOk()) {
        throw new SpikeException(ErrorCode.ofStatus(answer.status()),
            "%s answered %s with %d".formatted(server, operation.routeId(), answer.status()));
      }
      return answer.body();
    } catch (PeerException e) {
      throw new SpikeException(ErrorCode.UNREACHABLE,
          "%s does not answer %s: %s".formatted(server, operation.routeId(), e.getMessage()), e);
    }
  }

  private static String identityFor(Operation operation) {
    return switch (operation) {
      case RECOVER_SHARES -> DevIdentities.RECOVER;
      case RESTORE_SHARE -> DevIdentities.RESTORE;
      case NEXUS_STATE, KEEPER_STATE -> DevIdentities.BOOTSTRAP;
      default -> DevIdentities.SUPERUSER;
    };
  }

  private PeerClient client(String identity) {
    return clients.computeIfAbsent(identity, name -> new PeerClient(
        new AuthoritySource(authority, name), DevCalls::isOurServer, PATIENT));
  }

  private static boolean isOurServer(SpiffeId id) {
    Map<String, SpiffeId> ids = DevIdentities.standard();
    return id.equals(ids.get("nexus")) || id.equals(ids.get("keeper-1"));
  }
}
