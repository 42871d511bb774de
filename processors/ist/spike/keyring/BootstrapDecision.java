// SPDX-License-Identifier: Apache-2.0
package ist.spike.keyring;

import ist.spike.crypto.KeyId;
import ist.spike.keyring.BootstrapVerdict.Step;
import ist.spike.shard.ShareSet;
import ist.spike.wire.KeeperState;
import ist.spike.wire.NexusState;
import ist.spike.wire.NexusState.Phase;
import ist.spike.wire.ShareLabel;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * Decides whether Bootstrap may make a root key. In doubt it does not: a key made beside a living
 * one costs every secret at the next restart of Nexus. The table is ops/format/share-protocol.md.
 */
public final class BootstrapDecision {

  private static final String MEMORY = "memory";
  private static final String LITE = "lite";
  private static final String FORCE = "SPIKE_BOOTSTRAP_FORCE=true";

  private final BootstrapWish wish;
  private final List<KeeperFinding> keepers;

  /**
   * @param wish what the settings say
   * @param keepers what each Keeper showed, in the order of the peer list
   */
  public BootstrapDecision(BootstrapWish wish, List<KeeperFinding> keepers) {
    this.wish = wish;
    this.keepers = List.copyOf(keepers);
  }

  /** What to do, given what Nexus said. */
  public BootstrapVerdict about(NexusFinding nexus) {
    return switch (nexus) {
      case NexusFinding.Ours ours -> aboutOurs(ours.state());
      case NexusFinding.Foreign foreign -> aboutForeign(foreign);
      case NexusFinding.Refusing refusing -> refuse(refusing.reason());
      case NexusFinding.Failing failing -> BootstrapVerdict.of(Step.WAIT, failing.reason());
    };
  }

  private BootstrapVerdict aboutOurs(NexusState nexus) {
    Optional<String> difference = difference(nexus);
    if (difference.isPresent()) {
      return refuse(difference.get());
    }
    if (nexus.mode().equals(MEMORY)) {
      return BootstrapVerdict.of(Step.NOT_NEEDED,
          "nexus keeps secrets in memory only and needs no root key; nothing to do");
    }
    if (!nexus.sealed()) {
      return BootstrapVerdict.of(Step.DONE, "nexus has its root key already"
          + nexus.keyId().map(id -> " (key id " + id + ")").orElse("") + "; nothing was changed"
          + (wish.force() ? "; to replace it, name it in bootstrap.replace-key-id of nexus" : ""));
    }
    if (nexus.phase() == Phase.FINAL) {
      return BootstrapVerdict.of(Step.WAIT,
          "nexus has a store with a root key but is sealed; if the keepers lost their shares, use"
              + " `spike operator restore`");
    }
    return aboutSealed(nexus);
  }

  private BootstrapVerdict aboutSealed(NexusState nexus) {
    Optional<KeeperFinding> failing =
        keepers.stream().filter(keeper -> !keeper.isReachable()).findFirst();
    if (failing.isPresent()) {
      return BootstrapVerdict.of(Step.WAIT, "keeper " + failing.get().position() + " ("
          + failing.get().address() + ") is not ready: " + failing.get().trouble());
    }
    if (nexus.phase() == Phase.CANDIDATE && canFinish(nexus)) {
      return BootstrapVerdict.of(Step.WAIT, "an earlier run got as far as key id "
          + nexus.keyId().map(KeyId::toString).orElse("") + "; nexus finishes it by itself");
    }
    Optional<String> foreign = foreignShare(nexus);
    if (foreign.isPresent()) {
      return refuse(foreign.get());
    }
    if (nexus.lease().filter(lease -> !lease.granted()).isPresent()) {
      return refuse("another run of bootstrap (" + nexus.lease().get().owner()
          + ") is under way for another " + nexus.lease().get().secondsLeft() + " s");
    }
    return proceed(Step.PROCEED, nexus.shares(), nexus.threshold());
  }

  private BootstrapVerdict aboutForeign(NexusFinding.Foreign nexus) {
    if (nexus.hasKey()) {
      return BootstrapVerdict.of(Step.DONE,
          "nexus is SPIKE's own and has a root key already; nothing was changed");
    }
    if (!wish.force()) {
      return refuse("nexus is SPIKE's own, which cannot tell a new store from a sealed one; if it"
          + " is new, set SPIKE_BOOTSTRAP_FORCE=true");
    }
    Optional<String> failing = keepers.stream().filter(keeper -> !keeper.isReachable())
        .map(keeper -> keeper.address() + ": " + keeper.trouble()).findFirst();
    return failing.map(trouble -> BootstrapVerdict.of(Step.WAIT, trouble))
        .orElseGet(() -> proceed(Step.PROCEED_LIKE_SPIKE, 0, 0));
  }

  private BootstrapVerdict proceed(Step step, int nexusShares, int nexusThreshold) {
    int shares = wish.sharesWith(nexusShares);
    int threshold = wish.thresholdWith(nexusThreshold);
    if (threshold < ShareSet.MIN_THRESHOLD || threshold > shares
        || shares > ShareSet.MAX_SHARES) {
      return refuse("shares and threshold must be 2 <= threshold <= shares <= "
          + ShareSet.MAX_SHARES + ", not " + threshold + " of " + shares);
    }
    if (shares != keepers.size()) {
      return refuse("SPIKE_NEXUS_KEEPER_PEERS names " + keepers.size() + " keepers, but "
          + shares + " shares need as many");
    }
    return new BootstrapVerdict(step, "making a root key", shares, threshold);
  }

  private Optional<String> difference(NexusState nexus) {
    if (wish.mode().filter(mode -> !mode.equals(nexus.mode())).isPresent()) {
      return Optional.of("SPIKE_NEXUS_BACKEND_STORE is " + wish.mode().get()
          + " here, but nexus runs with " + nexus.mode());
    }
    return different("SPIKE_NEXUS_SHAMIR_SHARES", wish.shares(), nexus.shares())
        .or(() -> different("SPIKE_NEXUS_SHAMIR_THRESHOLD", wish.threshold(), nexus.threshold()));
  }

  private static Optional<String> different(String name, OptionalInt wanted, int there) {
    return wanted.isPresent() && there > 0 && wanted.getAsInt() != there
        ? Optional.of(name + " is " + wanted.getAsInt() + " here, but nexus has " + there)
        : Optional.empty();
  }

  /** Whether the Keepers still hold enough shares of the candidate for Nexus to resume it. */
  private boolean canFinish(NexusState nexus) {
    long held = keepers.stream().flatMap(keeper -> keeper.state().stream())
        .filter(state -> Stream.of(state.live(), state.pending()).flatMap(Optional::stream)
            .anyMatch(label -> Optional.of(label.shareSet()).equals(nexus.shareSet())))
        .count();
    return held >= wish.thresholdWith(nexus.threshold());
  }

  /** Says which Keeper holds live shares that must not be written over, and what to do. */
  private Optional<String> foreignShare(NexusState nexus) {
    return nexus.mode().equals(LITE) && wish.force()
        ? Optional.empty()
        : keepers.stream().flatMap(keeper -> foreignShare(keeper, nexus).stream()).findFirst();
  }

  private Optional<String> foreignShare(KeeperFinding keeper, NexusState nexus) {
    String name = "keeper " + keeper.address();
    boolean lite = nexus.mode().equals(LITE);
    if (keeper.state().isEmpty()) {
      return lite
          ? Optional.of(name + " cannot tell whether it holds a live share; to replace it set "
              + FORCE)
          : Optional.empty();
    }
    KeeperState state = keeper.state().get();
    // Lite has no store: whoever has a live share there may be the only one who has the key.
    if (!ForeignShare.isIn(state, key -> !lite && nexus.keyId().equals(Optional.of(key)))) {
      return Optional.empty();
    }
    String refusal = ForeignShare.refusal(name, state);
    if (lite) {
      return Optional.of(refusal + "; to replace it for good set " + FORCE);
    }
    boolean named = nexus.replaces().isPresent()
        && state.live().map(ShareLabel::keyId).equals(nexus.replaces());
    if (named) {
      return wish.force()
          ? Optional.empty()
          : Optional.of(refusal + "; to replace it for good set " + FORCE);
    }
    return Optional.of(wish.force() && state.live().isPresent()
        ? refusal + "; to replace it for good, name its key in bootstrap.replace-key-id of nexus"
        : refusal);
  }

  private static BootstrapVerdict refuse(String reason) {
    return BootstrapVerdict.of(Step.REFUSE, reason);
  }
}
