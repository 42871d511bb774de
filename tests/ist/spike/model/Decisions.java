// SPDX-License-Identifier: Apache-2.0
package ist.spike.model;

import ist.spike.crypto.KeyId;
import ist.spike.keyring.BootstrapDecision;
import ist.spike.keyring.BootstrapLease;
import ist.spike.keyring.BootstrapVerdict.Step;
import ist.spike.keyring.BootstrapWish;
import ist.spike.keyring.Ceremony;
import ist.spike.keyring.FirstKey;
import ist.spike.keyring.KeeperFinding;
import ist.spike.keyring.KeeperSlots;
import ist.spike.keyring.KeeperSlots.Contributor;
import ist.spike.keyring.KeeperView;
import ist.spike.keyring.KeyFinding;
import ist.spike.keyring.KeyFinding.Found;
import ist.spike.keyring.NexusFinding;
import ist.spike.keyring.Refill;
import ist.spike.keyring.Sharing;
import ist.spike.keyring.ShownShare;
import ist.spike.keyring.StoreKey;
import ist.spike.model.World.Fact;
import ist.spike.wire.AskNexusState.LeaseAction;
import ist.spike.wire.AskNexusState.LeaseRequest;
import ist.spike.wire.ContributeShare;
import ist.spike.wire.KeeperState;
import ist.spike.wire.NexusState;
import ist.spike.wire.NexusState.Lease;
import ist.spike.wire.NexusState.Phase;
import ist.spike.wire.ReturnShare;
import ist.spike.wire.ShareLabel;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;

/**
 * The decisions of the protocol, made by the code that the routes call, with real keys and shares.
 * What was decided once is remembered, because a model asks the same again and again.
 */
final class Decisions implements AutoCloseable {

  static final int THRESHOLD = 2;
  private static final BootstrapWish WISH =
      new BootstrapWish(Optional.empty(), OptionalInt.empty(), OptionalInt.empty(), false);
  private static final URI ADDRESS = URI.create("https://keeper");

  private final Map<Integer, Ceremony> ceremonies = new HashMap<>();
  private final Map<List<Object>, Object> remembered = new HashMap<>();
  private final Map<Integer, KeeperView> views = new HashMap<>();

  Decisions() {
    for (int key : List.of(World.KEY_A, World.KEY_B, World.KEY_GO, World.KEY_AGAIN)) {
      ceremonies.put(key, Ceremony.of(World.KEEPERS, THRESHOLD));
    }
  }

  /** What a Keeper with this sight shows after it was given a share. */
  int contribute(int keeper, int sight, int content, boolean byNexus) {
    return remember(() -> {
      try (KeeperSlots slots = slots(keeper, sight)) {
        give(slots, keeper, content, byNexus ? Contributor.NEXUS : Contributor.BOOTSTRAP);
        return sight(slots.state());
      }
    }, "contribute", keeper, sight, content, byNexus);
  }

  /** What Bootstrap does that saw the Keepers like this, when Nexus is like that. */
  Step bootstrap(int[] sights, World nexus, boolean leased) {
    int candidate = nexus.get(Fact.CANDIDATE);
    int last = nexus.get(Fact.FINAL);
    boolean sealed = nexus.get(Fact.UNSEALED) == 0;
    return remember(() -> {
      List<KeeperFinding> keepers = new ArrayList<>();
      for (int keeper = 0; keeper < sights.length; keeper++) {
        keepers.add(sights[keeper] == World.NO_ANSWER
            ? KeeperFinding.failing(keeper + 1, ADDRESS, "does not answer")
            : KeeperFinding.holding(keeper + 1, ADDRESS, state(keeper, sights[keeper])));
      }
      Optional<Ceremony> known = Optional.ofNullable(ceremonies.get(nexus.known()));
      NexusState state = new NexusState("sqlite", sealed,
          last != 0 ? Phase.FINAL : candidate != 0 ? Phase.CANDIDATE : Phase.NEW, "",
          known.map(each -> each.key().keyId()), World.KEEPERS, THRESHOLD,
          known.map(each -> each.set().id()), Optional.empty(),
          Optional.of(new Lease(leased, "another", 1)));
      return new BootstrapDecision(WISH, keepers).about(new NexusFinding.Ours(state)).step();
    }, "bootstrap", sights[0], sights[1], sights[2], candidate, last, sealed, leased);
  }

  /** Who has the lease after this request. */
  int lease(int holder, int run, LeaseAction action) {
    return remember(() -> {
      BootstrapLease lease = new BootstrapLease(() -> 0L);
      if (holder != 0) {
        lease.answer(new LeaseRequest("" + holder, LeaseAction.ACQUIRE));
      }
      String owner = lease.answer(new LeaseRequest("" + run, action)).owner();
      return owner.isEmpty() ? 0 : Integer.parseInt(owner);
    }, "lease", holder, run, action);
  }

  /** The key that a brand-new Nexus takes, 0 for none. */
  int firstKey(int[] sights, int candidate, int probe) {
    return remember(() -> {
      Ceremony wanted = ceremony(probe);
      FirstKey search = new FirstKey(
          new FirstKey.Rules(new Sharing(World.KEEPERS, THRESHOLD),
              Optional.ofNullable(ceremonies.get(candidate)).map(each -> each.key().keyId()),
              Optional.empty()),
          wanted::isKey);
      return key(search.among(views(sights)));
    }, "first", sights[0], sights[1], sights[2], candidate, probe);
  }

  /** The key that a Nexus takes which knows its share set, 0 for none. */
  int storeKey(int[] sights, int key) {
    return remember(() -> key(StoreKey.among(views(sights), ceremony(key).set())), "store",
        sights[0],
        sights[1], sights[2], key);
  }

  /** Whether so many confirmations make a new key final. */
  boolean isConfirmed(int key, int confirmations) {
    return remember(() -> {
      int[] all = new int[World.KEEPERS];
      Arrays.fill(all, World.sight(key, World.NOTHING));
      try (Found found = (Found) StoreKey.among(views(all), ceremony(key).set())) {
        return found.isConfirmedBy(confirmations);
      }
    }, "confirmed", key, confirmations);
  }

  /** Whether an unsealed Nexus refills the Keeper that it sees like this. */
  boolean isRefilled(int keeper, int sight, int key) {
    return remember(
        () -> Refill.isNeeded(ceremony(key).set(), keeper + 1, state(keeper, sight)), "refill",
        keeper, sight, key);
  }

  int size() {
    return remembered.size();
  }

  @SuppressWarnings("unchecked") // A question begins with its kind, which has one type of answer.
  private <T> T remember(Supplier<T> decision, Object... question) {
    List<Object> asked = List.of(question);
    Object known = remembered.get(asked);
    if (known == null) {
      known = decision.get();
      remembered.put(asked, known);
    }
    return (T) known;
  }

  private List<KeeperView> views(int[] sights) {
    List<KeeperView> all = new ArrayList<>();
    for (int keeper = 0; keeper < sights.length; keeper++) {
      int sight = sights[keeper];
      int position = keeper;
      all.add(sight == World.NO_ANSWER
          ? KeeperView.silent(keeper + 1, "does not answer")
          : views.computeIfAbsent(keeper * Byte.MAX_VALUE + sight, _ -> view(position, sight)));
    }
    return all;
  }

  /** What a round of Nexus brings: the state, what is given when asked, and the pending share. */
  private KeeperView view(int keeper, int sight) {
    try (KeeperSlots slots = slots(keeper, sight)) {
      List<ShownShare> shown = new ArrayList<>();
      boolean any = slots.state().hasLive() || slots.state().hasPending();
      if (any) {
        shown.add(ShownShare.of(keeper + 1, slots.answer(new ReturnShare(false))));
      }
      if (slots.state().hasPending()) {
        shown.add(ShownShare.of(keeper + 1, slots.answer(new ReturnShare(true))));
      }
      return KeeperView.showing(keeper + 1, Optional.of(slots.state()), shown);
    }
  }

  private KeeperState state(int keeper, int sight) {
    try (KeeperSlots slots = slots(keeper, sight)) {
      return slots.state();
    }
  }

  private KeeperSlots slots(int keeper, int sight) {
    KeeperSlots slots = new KeeperSlots();
    if (World.live(sight) != World.NOTHING) {
      give(slots, keeper, World.live(sight), Contributor.NEXUS);
    }
    if (World.pending(sight) != World.NOTHING) {
      give(slots, keeper, World.pending(sight), Contributor.BOOTSTRAP);
    }
    return slots;
  }

  private void give(KeeperSlots slots, int keeper, int content, Contributor from) {
    Ceremony ceremony = ceremony(World.key(content));
    Optional<ShareLabel> label = content == World.PLAIN_GO
        ? Optional.empty()
        : Optional.of(ceremony.label(keeper + 1));
    slots.contribute(new ContributeShare(ceremony.share(keeper + 1).value().copy(), label), from);
  }

  private int sight(KeeperState state) {
    return World.sight(content(state.live(), state.liveUnlabelled()),
        content(state.pending(), state.pendingUnlabelled()));
  }

  private int content(Optional<ShareLabel> label, boolean unlabelled) {
    return label.map(ShareLabel::keyId).map(this::key)
        .orElse(unlabelled ? World.PLAIN_GO : World.NOTHING);
  }

  private int key(KeyFinding finding) {
    if (finding instanceof Found found) {
      try (found) {
        return key(found.key().keyId());
      }
    }
    return World.NOTHING;
  }

  private int key(KeyId keyId) {
    return ceremonies.entrySet().stream()
        .filter(each -> each.getValue().key().keyId().equals(keyId)).map(Map.Entry::getKey)
        .findFirst().orElseThrow(() -> new AssertionError("a key that nobody made"));
  }

  private Ceremony ceremony(int key) {
    return Optional.ofNullable(ceremonies.get(key)).orElseThrow();
  }

  @Override
  public void close() {
    views.values().forEach(KeeperView::close);
    ceremonies.values().forEach(Ceremony::close);
  }
}
