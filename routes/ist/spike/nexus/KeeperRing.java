// SPDX-License-Identifier: Apache-2.0
package ist.spike.nexus;

import ist.spike.peer.PeerAnswer;
import ist.spike.peer.PeerClient;
import ist.spike.peer.PeerException;
import ist.spike.shard.CheckValue;
import ist.spike.shard.Share;
import ist.spike.shard.ShareSet;
import ist.spike.wire.ContributeShare;
import ist.spike.wire.EmptyMessage;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.HeldShare;
import ist.spike.wire.KeeperState;
import ist.spike.wire.Operation;
import ist.spike.wire.ReturnShare;
import ist.spike.wire.ShareLabel;
import ist.spike.wire.SpikeException;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Reaches the Keepers over mutual TLS. */
final class KeeperRing implements Keepers, AutoCloseable {

  /** The largest answer taken; a share with its label needs less than 1 KiB. */
  static final int MAX_ANSWER_BYTES = 64 * 1024;

  private static final int OK = 200;
  private static final int BAD_REQUEST = 400;

  private final List<URI> keepers;
  private final PeerClient client;

  KeeperRing(List<URI> keepers, PeerClient client) {
    this.keepers = List.copyOf(keepers);
    this.client = client;
  }

  @Override
  public List<URI> addresses() {
    return keepers;
  }

  @Override
  public Optional<HeldShare> share(int position, boolean pendingOnly, Duration timeout) {
    PeerAnswer answer = exchange(position, Operation.RETURN_SHARE,
        new ReturnShare(pendingOnly).toJson(), timeout);
    byte[] body = answer.body();
    try {
      // SPIKE's Keepers answer 400 while they are empty (wire spec 4.2).
      return answer.status() == BAD_REQUEST
          ? Optional.empty()
          : Optional.of(HeldShare.parse(accepted(answer)));
    } finally {
      Arrays.fill(body, (byte) 0);
    }
  }

  @Override
  public Optional<KeeperState> state(int position, Duration timeout) {
    PeerAnswer answer = reached(() -> client.post(keepers.get(position - 1),
        Operation.KEEPER_STATE.target(), EmptyMessage.json(), timeout));
    return answer.status() == BAD_REQUEST
        ? Optional.empty()
        : Optional.of(KeeperState.parse(accepted(answer)));
  }

  @Override
  public void contribute(int position, Share share, ShareSet set, Duration timeout) {
    ShareLabel label = new ShareLabel(set.keyId(), set.id(), share.id(), set.shares(),
        set.threshold(), CheckValue.of(set.keyId(), set.id(), share));
    byte[] body = new ContributeShare(share.value(), Optional.of(label)).toJson();
    try {
      accepted(exchange(position, Operation.CONTRIBUTE_SHARE, body, timeout));
    } finally {
      Arrays.fill(body, (byte) 0);
    }
  }

  /** Sends or fetches a share. */
  private PeerAnswer exchange(int position, Operation operation, byte[] body, Duration timeout) {
    return reached(
        () -> client.postShare(keepers.get(position - 1), operation.target(), body, timeout));
  }

  private static PeerAnswer reached(KeeperCall call) {
    try {
      return call.run();
    } catch (PeerException e) {
      throw new SpikeException(e.reason() == PeerException.Reason.TOO_LARGE
          ? ErrorCode.BAD_ANSWER
          : ErrorCode.UNREACHABLE, String.valueOf(e.getMessage()), e);
    }
  }

  @FunctionalInterface
  private interface KeeperCall {
    PeerAnswer run() throws PeerException;
  }

  private static byte[] accepted(PeerAnswer answer) {
    if (answer.status() != OK) {
      throw new SpikeException(ErrorCode.ofStatus(answer.status()),
          "it answers " + answer.status());
    }
    return answer.body();
  }

  @Override
  public void close() {
    client.close();
  }
}
