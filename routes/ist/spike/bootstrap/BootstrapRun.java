// SPDX-License-Identifier: Apache-2.0
package ist.spike.bootstrap;

import ist.spike.bootstrap.BootstrapSettings.Retry;
import ist.spike.crypto.KeyId;
import ist.spike.crypto.RootKey;
import ist.spike.crypto.SecretBytes;
import ist.spike.keyring.BootstrapVerdict;
import ist.spike.keyring.BootstrapVerdict.Step;
import ist.spike.keyring.KeeperFinding;
import ist.spike.shard.CheckValue;
import ist.spike.shard.Shamir;
import ist.spike.shard.Share;
import ist.spike.shard.ShareSet;
import ist.spike.shard.ShareSetId;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.ShareLabel;
import ist.spike.wire.SpikeException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;

/** What one run knows and holds; travels through the routes as their body and wipes itself at the end. */
final class BootstrapRun implements AutoCloseable {

  private static final String MAKE_ROOT_KEY = "make-root-key";
  private static final String CHECK_PEERS = "check-peers";
  private static final String NOTE_COMPLETION = "note-completion";
  private static final String FINISH = "finish-bootstrap";

  private final String owner = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
  private final List<DeadLetter> deadLetters = new ArrayList<>();
  private Tries tries;
  private List<KeeperFinding> keepers = List.of();
  private Optional<BootstrapVerdict> verdict = Optional.empty();
  private Optional<RootKey> key = Optional.empty();
  private List<Share> shares = List.of();
  private Optional<ShareSet> set = Optional.empty();
  private Optional<Probe> probe = Optional.empty();
  private Optional<String> failure = Optional.empty();
  private String table = "";
  private boolean leased;
  private boolean lostLease;

  BootstrapRun(Retry ready) {
    this.tries = new Tries(ready);
  }

  /** Names this run to Nexus, which lets one run at a time go on. */
  String owner() {
    return owner;
  }

  /** The attempts at what is being waited for now. */
  Tries tries() {
    return tries;
  }

  void begin(Retry limits) {
    tries = new Tries(limits);
  }

  List<KeeperFinding> keepers() {
    return keepers;
  }

  void found(List<KeeperFinding> looked) {
    keepers = List.copyOf(looked);
  }

  /** Whether a table is worth showing: one that differs from the last. */
  boolean isNews(String text) {
    boolean news = !text.equals(table);
    table = text;
    return news;
  }

  void decided(BootstrapVerdict decision) {
    verdict = Optional.of(decision);
  }

  BootstrapVerdict verdict() {
    return verdict.orElseThrow(() -> new IllegalStateException("nothing was decided"));
  }

  /** Whether this run makes the key of a Nexus of ours, which gives leases and reads labels. */
  boolean isForOurNexus() {
    return verdict.filter(decision -> decision.step() == Step.PROCEED).isPresent();
  }

  /** The route to go on with. */
  String next() {
    return verdict.map(BootstrapVerdict::step).map(step -> switch (step) {
      case PROCEED, PROCEED_LIKE_SPIKE -> MAKE_ROOT_KEY;
      case DONE -> NOTE_COMPLETION;
      case NOT_NEEDED, WAIT, REFUSE -> FINISH;
    }).orElse(CHECK_PEERS);
  }

  void makeRootKey() {
    key = Optional.of(RootKey.generate());
    probe = Optional.of(Probe.under(key()));
  }

  void splitRootKey() {
    SecretBytes whole = key().bytes();
    BootstrapVerdict counts = verdict();
    shares = isForOurNexus()
        ? Shamir.split(whole, counts.shares(), counts.threshold())
        : Shamir.splitLikeSpike(whole, counts.shares(), counts.threshold());
    set = Optional.of(
        ShareSet.describe(key().keyId(), ShareSetId.random(), counts.threshold(), shares));
  }

  /** SECURITY: a key whose shares do not give it back would be lost with the first restart. */
  void verifyShares() {
    int threshold = set().threshold();
    for (int from = 0; from + threshold <= shares.size(); from++) {
      requireCombines(shares.subList(from, from + threshold));
    }
    if (!shares.stream().allMatch(set()::accepts)) {
      throw new SpikeException(ErrorCode.INTERNAL, "a new share does not match its check value");
    }
  }

  private void requireCombines(List<Share> some) {
    try (RootKey combined = RootKey.of(Shamir.combine(some))) {
      if (!combined.keyId().equals(keyId())) {
        throw new SpikeException(ErrorCode.INTERNAL, "the new shares do not combine to the key");
      }
    }
  }

  List<Share> shares() {
    return shares;
  }

  /** What a Keeper of ours is told about a share; nothing when SPIKE's own Nexus is behind. */
  Optional<ShareLabel> label(Share share) {
    return isForOurNexus()
        ? Optional.of(new ShareLabel(keyId(), set().id(), share.id(), set().shares(),
            set().threshold(), CheckValue.of(keyId(), set().id(), share)))
        : Optional.empty();
  }

  ShareSet set() {
    return set.orElseThrow(() -> new IllegalStateException("nothing was split"));
  }

  KeyId keyId() {
    return key().keyId();
  }

  Probe probe() {
    return probe.orElseThrow(() -> new IllegalStateException("there is no key to probe for"));
  }

  synchronized void park(DeadLetter letter) {
    deadLetters.add(letter);
  }

  synchronized List<DeadLetter> deadLetters() {
    return List.copyOf(deadLetters);
  }

  /** SECURITY: Nexus is asked to adopt the key only when every Keeper has its share. */
  synchronized void requireDelivered() {
    if (!deadLetters.isEmpty()) {
      throw new SpikeException(ErrorCode.UNREACHABLE,
          deadLetters.size() + " of " + shares.size()
              + " shares were not delivered, so the key was given up; run bootstrap again: "
              + deadLetters.stream().map(DeadLetter::keeper).map(String::valueOf)
                  .sorted().collect(Collectors.joining(", ")));
    }
  }

  /** Notes whether Nexus gave this run the lease, which is then to be given back. */
  void leased(boolean granted) {
    leased = granted;
  }

  boolean isLeased() {
    return leased;
  }

  synchronized void loseLease() {
    lostLease = true;
  }

  synchronized boolean hasLostLease() {
    return lostLease;
  }

  void failed(String why) {
    failure = Optional.of(why);
  }

  Optional<String> failure() {
    return failure;
  }

  private RootKey key() {
    return key.orElseThrow(() -> new IllegalStateException("no key was made"));
  }

  @Override
  public void close() {
    shares.forEach(Share::close);
    key.ifPresent(RootKey::close);
  }

  @Override
  public String toString() {
    return "BootstrapRun[" + owner + "]";
  }
}
