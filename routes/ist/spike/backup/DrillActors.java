// SPDX-License-Identifier: Apache-2.0
package ist.spike.backup;

import io.spiffe.spiffeid.SpiffeId;
import ist.spike.identity.Role;
import ist.spike.identity.Svid;
import ist.spike.peer.PeerAnswer;
import ist.spike.peer.PeerClient;
import ist.spike.peer.PeerException;
import ist.spike.peer.PeerTimeouts;
import ist.spike.shard.CheckValue;
import ist.spike.shard.Share;
import ist.spike.shard.ShareSet;
import ist.spike.wire.ContributeShare;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.GetSecret;
import ist.spike.wire.Operation;
import ist.spike.wire.RestoreShare;
import ist.spike.wire.ShareLabel;
import ist.spike.wire.SpikeException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Those who take part in a drill, each with an identity that its authority made: Nexus, its Keepers,
 * the superuser, a custodian, and whoever probes ask for.
 */
final class DrillActors implements AutoCloseable {

  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final int MAX_ANSWER_BYTES = 2 * 1024 * 1024;
  private static final String NOBODY = "/drill/nobody";

  private final DrillSettings settings;
  private final ScratchAuthority authority;
  private final Map<SpiffeId, Svid> svids = new HashMap<>();
  private final Map<SpiffeId, PeerClient> clients = new HashMap<>();

  DrillActors(DrillSettings settings, ScratchAuthority authority) {
    this.settings = settings;
    this.authority = authority;
    for (Role role : new Role[]{Role.NEXUS, Role.KEEPER, Role.SUPERUSER, Role.RESTORE}) {
      know(id(role));
    }
    know(nobody());
    settings.probes().forEach(probe -> know(probe.who()));
  }

  private void know(SpiffeId id) {
    svids.computeIfAbsent(id, authority::issue);
  }

  private SpiffeId id(Role role) {
    return settings.roles().first(role);
  }

  /** The superuser, who may read everything. */
  SpiffeId superuser() {
    return id(Role.SUPERUSER);
  }

  /** An identity that no installation knows. */
  SpiffeId nobody() {
    return SpiffeId.parse("spiffe://" + superuser().getTrustDomain().getName() + NOBODY);
  }

  /**
   * What the scratch installation is told.
   *
   * @param home what holds its store's directory
   * @param dev whether {@code spike dev} made the store
   */
  ScratchOrder order(Path home, boolean dev, int keepers) {
    Map<String, String> told = new HashMap<>(settings.trustRoots());
    told.putAll(Map.of("SPIKE_NEXUS_TLS_PORT", "127.0.0.1:0", "SPIKE_KEEPER_TLS_PORT",
        "127.0.0.1:0", "SPIKE_NEXUS_DATA_DIR", home.toString(), "SPIKE_STORE_DEV",
        Boolean.toString(dev), "SPIKE_HTTP_SERVER_MAX_CONNECTIONS", "100",
        // It makes neither backups nor drills of its own.
        "SPIKE_BACKUP_POLL_INTERVAL", "10000h"));
    return new ScratchOrder(told, keepers, settings.limit(), svid(id(Role.NEXUS)),
        svid(id(Role.KEEPER)), authority.anchors());
  }

  private Svid svid(SpiffeId id) {
    return Optional.ofNullable(svids.get(id)).orElseThrow();
  }

  /** Gives each Keeper its share, as Nexus does. */
  void contribute(ScratchProcess scratch, ScratchShares shares) {
    ShareSet set = shares.set();
    for (Share share : shares.shares()) {
      ShareLabel label = new ShareLabel(set.keyId(), set.id(), share.id(), set.shares(),
          set.threshold(), CheckValue.of(set.keyId(), set.id(), share));
      handOver(id(Role.NEXUS), scratch.keepers().get(share.id() - 1), Operation.CONTRIBUTE_SHARE,
          new ContributeShare(share.value(), Optional.of(label)).toJson());
    }
  }

  /** Feeds a threshold of shares to Nexus, as custodians do. */
  void restore(ScratchProcess scratch, ScratchShares shares) {
    for (Share share : shares.shares().subList(0, shares.set().threshold())) {
      handOver(id(Role.RESTORE), scratch.nexus(), Operation.RESTORE_SHARE,
          new RestoreShare(share.id(), Optional.of(share.value())).toJson());
    }
  }

  private void handOver(SpiffeId who, URI to, Operation operation, byte[] body) {
    try {
      PeerAnswer answer = reached(
          () -> client(who).postShare(to, operation.target(), body, TIMEOUT));
      if (!answer.isOk()) {
        throw new SpikeException(ErrorCode.BAD_ANSWER, "the scratch installation answers "
            + answer.status() + " to " + operation.routeId());
      }
    } finally {
      Arrays.fill(body, (byte) 0);
    }
  }

  /** What a caller gets who reads a secret, whatever that is; {@code UNREACHABLE} without an answer. */
  PeerAnswer read(SpiffeId who, ScratchProcess scratch, String path) {
    return ask(who, scratch.nexus(), Operation.GET_SECRET, new GetSecret(path, 0).toJson());
  }

  private PeerAnswer ask(SpiffeId who, URI to, Operation operation, byte[] body) {
    return reached(() -> client(who).post(to, operation.target(), body, TIMEOUT));
  }

  private static PeerAnswer reached(ScratchCall call) {
    try {
      return call.run();
    } catch (PeerException e) {
      throw new SpikeException(ErrorCode.UNREACHABLE,
          "the scratch installation does not answer: " + e.getMessage(), e);
    }
  }

  private PeerClient client(SpiffeId who) {
    return clients.computeIfAbsent(who, id -> new PeerClient(authority.source(svid(id)),
        settings.roles().anyOf(Role.NEXUS, Role.KEEPER), PeerTimeouts.DEFAULT, MAX_ANSWER_BYTES));
  }

  @FunctionalInterface
  private interface ScratchCall {
    PeerAnswer run() throws PeerException;
  }

  @Override
  public void close() {
    clients.values().forEach(PeerClient::close);
  }
}
