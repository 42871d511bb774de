// SPDX-License-Identifier: Apache-2.0
package ist.spike.bootstrap;

import ist.spike.crypto.SecretBytes;
import ist.spike.keyring.KeeperFinding;
import ist.spike.keyring.KeeperSlots;
import ist.spike.keyring.KeeperSlots.Contributor;
import ist.spike.shard.Share;
import ist.spike.wire.ContributeShare;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.HeldShare;
import ist.spike.wire.ReturnShare;
import ist.spike.wire.ShareLabel;
import ist.spike.wire.SpikeException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Three Keepers that really hold shares; some of them refuse for a while. */
final class FakeKeepers implements KeeperLinks {

  private final List<KeeperSlots> slots = new ArrayList<>(
      List.of(new KeeperSlots(), new KeeperSlots(), new KeeperSlots()));
  private final Map<Integer, Integer> refusals = new ConcurrentHashMap<>();
  private final Map<Integer, String> reasons = new ConcurrentHashMap<>();
  private final Map<Integer, Integer> attempts = new ConcurrentHashMap<>();

  /** Lets a Keeper refuse so many contributions. */
  void refuse(int position, int times) {
    refuse(position, times, "cannot connect");
  }

  void refuse(int position, int times, String reason) {
    refusals.put(position, times);
    reasons.put(position, reason);
  }

  /** Lets two addresses lead to one Keeper. */
  void makeOne(int position, int other) {
    slots.set(other - 1, slots.get(position - 1));
  }

  int attempts(int position) {
    return attempts.getOrDefault(position, 0);
  }

  /** Forgets what a Keeper holds, as a restart does. */
  void restart(int position) {
    slots.get(position - 1).close();
  }

  /** The pending shares, with their Keepers' positions as ids; the caller closes them. */
  List<Share> shares() {
    List<Share> held = new ArrayList<>();
    for (int i = 0; i < slots.size(); i++) {
      if (slots.get(i).state().hasPending()) {
        HeldShare share = slots.get(i).answer(new ReturnShare(true));
        held.add(new Share(i + 1, share.shard()));
      }
    }
    return held;
  }

  @Override
  public List<URI> addresses() {
    return List.of(URI.create("https://keeper-1"), URI.create("https://keeper-2"),
        URI.create("https://keeper-3"));
  }

  @Override
  public KeeperFinding look(int position) {
    return KeeperFinding.holding(position, addresses().get(position - 1),
        slots.get(position - 1).state());
  }

  @Override
  public void contribute(int position, Share share, Optional<ShareLabel> label) {
    attempts.merge(position, 1, Integer::sum);
    if (attempts(position) <= refusals.getOrDefault(position, 0)) {
      throw new SpikeException(ErrorCode.UNREACHABLE,
          String.valueOf(reasons.get(position)));
    }
    SecretBytes copy = share.value().copy();
    slots.get(position - 1).contribute(new ContributeShare(copy, label), Contributor.BOOTSTRAP);
  }
}
