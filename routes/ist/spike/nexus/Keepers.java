// SPDX-License-Identifier: Apache-2.0
package ist.spike.nexus;

import ist.spike.shard.Share;
import ist.spike.shard.ShareSet;
import ist.spike.wire.HeldShare;
import ist.spike.wire.KeeperState;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The Keepers as Nexus reaches them: the one at position i (from 1) of the peer list holds share i.
 * Every call ends within its timeout with a {@link ist.spike.wire.SpikeException} unless the Keeper
 * did what it was asked: unreachable when it does not answer, bad answer when no honest one answers
 * so.
 */
interface Keepers {

  /** Where they are, in the order of their positions. */
  List<URI> addresses();

  /** The positions, from 1. */
  default List<Integer> positions() {
    return IntStream.rangeClosed(1, addresses().size()).boxed().toList();
  }

  /**
   * The share a Keeper holds; empty when it holds none. The caller closes it.
   *
   * @param pendingOnly whether to ask for what Bootstrap left there, even beside a live share
   */
  Optional<HeldShare> share(int position, boolean pendingOnly, Duration timeout);

  /** What a Keeper holds, without the shares; empty when it is SPIKE's own, which cannot tell. */
  Optional<KeeperState> state(int position, Duration timeout);

  /** Gives a Keeper its live share, which stays the caller's. */
  void contribute(int position, Share share, ShareSet set, Duration timeout);
}
