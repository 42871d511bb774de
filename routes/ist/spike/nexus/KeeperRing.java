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
import java.util.stream.IntStream;

/**
 * The Keepers as Nexus reaches them: the one at position i (from 1) of the peer list holds share i.
 * Each call is bounded by {@link #CALL_TIMEOUT}.
 */
final class KeeperRing implements AutoCloseable {

  /** How long one Keeper may take to answer; verify must answer within 8 s (architecture 3.2). */
  static final Duration CALL_TIMEOUT = Duration.ofSeconds(3);

  private static final int OK = 200;
  private static final int BAD_REQUEST = 400;

  private final List<URI> keepers;
  private final PeerClient client;

  KeeperRing(List<URI> keepers, PeerClient client) {
    this.keepers = List.copyOf(keepers);
    this.client = client;
  }

  int size() {
    return keepers.size();
  }

  List<Integer> positions() {
    return IntStream.rangeClosed(1, keepers.size()).boxed().toList();
  }

  URI address(int position) {
    return keepers.get(position - 1);
  }

  /**
   * The share a Keeper holds; empty when it holds none. The caller closes it.
   *
   * @param pendingOnly whether to ask for what Bootstrap left there, even beside a live share
   */
  Optional<HeldShare> share(int position, boolean pendingOnly) {
    PeerAnswer answer =
        post(position, Operation.RETURN_SHARE, new ReturnShare(pendingOnly).toJson());
    byte[] body = answer.body();
    try {
      // SPIKE's Keepers answer 400 while they are empty (wire spec 4.2).
      return answer.status() == BAD_REQUEST
          ? Optional.empty()
          : Optional.of(HeldShare.parse(accepted(position, answer)));
    } finally {
      Arrays.fill(body, (byte) 0);
    }
  }

  /** What a Keeper holds, without the shares; empty when it is SPIKE's own, which cannot tell. */
  Optional<KeeperState> state(int position) {
    PeerAnswer answer = post(position, Operation.KEEPER_STATE, EmptyMessage.json());
    return answer.status() == BAD_REQUEST
        ? Optional.empty()
        : Optional.of(KeeperState.parse(accepted(position, answer)));
  }

  /** Gives a Keeper its live share. */
  void contribute(int position, Share share, ShareSet set) {
    ShareLabel label = new ShareLabel(set.keyId(), set.id(), share.id(), set.shares(),
        set.threshold(), CheckValue.of(set.keyId(), set.id(), share));
    byte[] body = new ContributeShare(share.value(), Optional.of(label)).toJson();
    try {
      accepted(position, post(position, Operation.CONTRIBUTE_SHARE, body));
    } finally {
      Arrays.fill(body, (byte) 0);
    }
  }

  private PeerAnswer post(int position, Operation operation, byte[] body) {
    try {
      return client.post(address(position), operation.target(), body, CALL_TIMEOUT);
    } catch (PeerException e) {
      throw new SpikeException(ErrorCode.UNREACHABLE, String.valueOf(e.getMessage()), e);
    }
  }

  private byte[] accepted(int position, PeerAnswer answer) {
    if (answer.status() != OK) {
      throw new SpikeException(ErrorCode.ofStatus(answer.status()),
          "keeper " + address(position) + " answered " + answer.status());
    }
    return answer.body();
  }

  @Override
  public void close() {
    client.close();
  }
}
