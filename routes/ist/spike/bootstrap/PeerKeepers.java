// SPDX-License-Identifier: Apache-2.0
package ist.spike.bootstrap;

import ist.spike.keyring.KeeperFinding;
import ist.spike.peer.PeerAnswer;
import ist.spike.peer.PeerClient;
import ist.spike.peer.PeerException;
import ist.spike.shard.Share;
import ist.spike.wire.ContributeShare;
import ist.spike.wire.EmptyMessage;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.KeeperState;
import ist.spike.wire.Operation;
import ist.spike.wire.ShareLabel;
import ist.spike.wire.SpikeException;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Reaches the Keepers over mutual TLS. */
final class PeerKeepers implements KeeperLinks {

  /** A Keeper does nothing that takes time. */
  private static final Duration CALL_TIMEOUT = Duration.ofSeconds(5);
  private static final int BAD_REQUEST = 400;

  private final List<URI> addresses;
  private final PeerClient client;

  PeerKeepers(List<URI> addresses, PeerClient client) {
    this.addresses = List.copyOf(addresses);
    this.client = client;
  }

  @Override
  public List<URI> addresses() {
    return addresses;
  }

  @Override
  public KeeperFinding look(int position) {
    URI address = addresses.get(position - 1);
    try {
      PeerAnswer answer = client.post(address, Operation.KEEPER_STATE.target(),
          EmptyMessage.json(), CALL_TIMEOUT);
      return switch (answer.status()) {
        case 200 -> KeeperFinding.holding(position, address, KeeperState.parse(answer.body()));
        case BAD_REQUEST -> KeeperFinding.silent(position, address);
        default -> KeeperFinding.failing(position, address, "it answers " + answer.status());
      };
    } catch (PeerException | SpikeException e) {
      return KeeperFinding.failing(position, address, String.valueOf(e.getMessage()));
    }
  }

  @Override
  public void contribute(int position, Share share, Optional<ShareLabel> label) {
    byte[] body = new ContributeShare(share.value(), label).toJson();
    try {
      PeerAnswer answer = client.postShare(addresses.get(position - 1),
          Operation.CONTRIBUTE_SHARE.target(), body, CALL_TIMEOUT);
      if (!answer.isOk()) {
        throw new SpikeException(ErrorCode.ofStatus(answer.status()),
            "it answers " + answer.status());
      }
    } catch (PeerException e) {
      throw new SpikeException(ErrorCode.UNREACHABLE, String.valueOf(e.getMessage()), e);
    } finally {
      Arrays.fill(body, (byte) 0);
    }
  }
}
