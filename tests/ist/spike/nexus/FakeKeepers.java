// SPDX-License-Identifier: Apache-2.0
package ist.spike.nexus;

import ist.spike.keyring.KeeperSlots;
import ist.spike.keyring.KeeperSlots.Contributor;
import ist.spike.shard.CheckValue;
import ist.spike.shard.Share;
import ist.spike.shard.ShareSet;
import ist.spike.wire.ContributeShare;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.HeldShare;
import ist.spike.wire.KeeperState;
import ist.spike.wire.ReturnShare;
import ist.spike.wire.ShareLabel;
import ist.spike.wire.SpikeException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/** Keepers in memory that really hold shares; some are away, some lie, some are SPIKE's own. */
final class FakeKeepers implements Keepers {

  private final List<KeeperSlots> slots;
  private final Set<Integer> away = ConcurrentHashMap.newKeySet();
  private final Set<Integer> full = ConcurrentHashMap.newKeySet();
  private final Set<Integer> spikes = new HashSet<>();
  private final Map<Integer, UnaryOperator<HeldShare>> lies = new ConcurrentHashMap<>();
  private final Map<Integer, Integer> contributions = new ConcurrentHashMap<>();
  private Runnable duringCall = () -> {};

  FakeKeepers(int count) {
    slots = IntStream.range(0, count).mapToObj(each -> new KeeperSlots()).toList();
  }

  /** Does not answer any more. */
  void leave(int position) {
    away.add(position);
  }

  void comeBack(int position) {
    away.remove(position);
    full.remove(position);
  }

  /** Answers, but takes no share. */
  void takeNothing(int position) {
    full.add(position);
  }

  /** Forgets its shares, as a restart does. */
  void restart(int position) {
    slots.get(position - 1).close();
  }

  /** Becomes one of SPIKE's own: without a state, without labels. */
  void becomeSpikes(int position) {
    spikes.add(position);
  }

  /** Shows something else than it has. */
  void lie(int position, UnaryOperator<HeldShare> lie) {
    lies.put(position, lie);
  }

  /** Does this in the middle of every call. */
  void duringCall(Runnable does) {
    duringCall = does;
  }

  int contributions(int position) {
    return contributions.getOrDefault(position, 0);
  }

  KeeperState held(int position) {
    return slots.get(position - 1).state();
  }

  /** Puts a share where Bootstrap or another Nexus puts it. */
  void put(int position, Share share, Optional<ShareLabel> label, Contributor from) {
    slots.get(position - 1).contribute(new ContributeShare(share.value().copy(), label), from);
  }

  @Override
  public List<URI> addresses() {
    List<URI> addresses = new ArrayList<>();
    for (int position = 1; position <= slots.size(); position++) {
      addresses.add(URI.create("https://keeper-" + position));
    }
    return addresses;
  }

  @Override
  public Optional<HeldShare> share(int position, boolean pendingOnly, Duration timeout) {
    requireThere(position);
    try {
      boolean spike = spikes.contains(position);
      HeldShare held =
          slots.get(position - 1).answer(new ReturnShare(pendingOnly && !spike));
      HeldShare shown =
          spike ? new HeldShare(held.shard(), Optional.empty(), false) : held;
      return Optional.of(lies.getOrDefault(position, UnaryOperator.identity()).apply(shown));
    } catch (SpikeException e) {
      if (e.code() == ErrorCode.BAD_REQUEST) {
        return Optional.empty();
      }
      throw e;
    }
  }

  @Override
  public Optional<KeeperState> state(int position, Duration timeout) {
    requireThere(position);
    return spikes.contains(position) ? Optional.empty() : Optional.of(held(position));
  }

  @Override
  public void contribute(int position, Share share, ShareSet set, Duration timeout) {
    requireThere(position);
    if (full.contains(position)) {
      throw new SpikeException(ErrorCode.INTERNAL, "it answers 500");
    }
    contributions.merge(position, 1, Integer::sum);
    put(position, share, Optional.of(new ShareLabel(set.keyId(), set.id(), share.id(),
        set.shares(), set.threshold(), CheckValue.of(set.keyId(), set.id(), share))),
        Contributor.NEXUS);
  }

  private void requireThere(int position) {
    duringCall.run();
    if (away.contains(position)) {
      throw new SpikeException(ErrorCode.UNREACHABLE, "cannot connect");
    }
  }
}
