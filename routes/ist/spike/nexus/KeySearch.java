// SPDX-License-Identifier: Apache-2.0
package ist.spike.nexus;

import ist.spike.crypto.KeyId;
import ist.spike.crypto.RootKey;
import ist.spike.crypto.SecretBytes;
import ist.spike.shard.CheckValue;
import ist.spike.shard.Shamir;
import ist.spike.shard.Share;
import ist.spike.shard.ShareSet;
import ist.spike.shard.ShareSetId;
import ist.spike.wire.HeldShare;
import ist.spike.wire.ShareLabel;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Finds the root key among shares that a store does not know yet. Only shares of one set are ever
 * combined; shares without a label, as SPIKE's Bootstrap hands them out, form a set of their own. At
 * most {@link #MAX_SUBSETS} subsets are tried (architecture 3.2).
 */
final class KeySearch {

  /** How many threshold subsets are combined before the search gives up. */
  static final int MAX_SUBSETS = 1_000;

  private final int shares;
  private final int threshold;
  private final Predicate<RootKey> fits;
  private int tried;

  /** The key, the set it belongs to and the threshold of shares that gave it; the finder owns all. */
  record Found(RootKey key, ShareSet set, List<Share> shares) {}

  /** One share with the label it came with. */
  record Labelled(Share share, Optional<ShareLabel> label) {

    /** The share a Keeper at this position holds; its position is the id of an unlabelled one. */
    static Labelled of(KeeperAnswer answer, HeldShare held) {
      int id = held.label().map(ShareLabel::shareId).orElse(answer.position());
      return new Labelled(new Share(id, held.shard().copy()), held.label());
    }

    private boolean isIntact() {
      return label.isEmpty() || CheckValue
          .of(label.get().keyId(), label.get().shareSet(), share).equals(label.get().check());
    }
  }

  /**
   * @param shares the number of shares an unlabelled set has
   * @param threshold how many of an unlabelled set make the key
   * @param fits whether a key is the one that is looked for
   */
  KeySearch(int shares, int threshold, Predicate<RootKey> fits) {
    this.shares = shares;
    this.threshold = threshold;
    this.fits = fits;
  }

  /** The first key that fits; empty when no subset of any set gives it. */
  Optional<Found> among(Collection<Labelled> candidates) {
    Map<Optional<ShareSetId>, Map<Integer, Labelled>> sets = new HashMap<>();
    for (Labelled candidate : candidates) {
      if (candidate.isIntact()) {
        sets.computeIfAbsent(candidate.label().map(ShareLabel::shareSet), set -> new HashMap<>())
            .put(candidate.share().id(), candidate);
      }
    }
    for (Map<Integer, Labelled> set : sets.values()) {
      Optional<Found> found = inSet(List.copyOf(set.values()));
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  private Optional<Found> inSet(List<Labelled> members) {
    Optional<ShareLabel> label = members.getFirst().label();
    int needed = label.map(ShareLabel::t).orElse(threshold);
    int total = label.map(ShareLabel::n).orElse(shares);
    List<Share> points = members.stream().map(Labelled::share).toList();
    for (List<Share> subset : subsets(points, needed)) {
      Optional<Found> found = combine(subset, label, total);
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  private Optional<Found> combine(List<Share> subset, Optional<ShareLabel> label, int total) {
    SecretBytes combined = Shamir.combine(subset);
    if (needsFewer(subset, combined)) {
      combined.close();
      return Optional.empty();
    }
    RootKey key = RootKey.of(combined);
    KeyId keyId = key.keyId();
    boolean foreign = label.isPresent() && !label.get().keyId().equals(keyId);
    if (foreign || !fits.test(key)) {
      key.close();
      return Optional.empty();
    }
    List<Share> kept = subset.stream().map(Share::copy).toList();
    ShareSetId set = label.map(ShareLabel::shareSet).orElseGet(ShareSetId::random);
    return Optional.of(new Found(key, describe(keyId, set, kept, total), kept));
  }

  /** Whether one share fewer gives the key already: a lower threshold than the one promised. */
  private static boolean needsFewer(List<Share> subset, SecretBytes combined) {
    try (SecretBytes fewer = Shamir.combine(subset.subList(0, subset.size() - 1))) {
      return fewer.matches(combined);
    }
  }

  private static ShareSet describe(KeyId keyId, ShareSetId set, List<Share> kept, int total) {
    List<Share> all = new ArrayList<>();
    try {
      for (int id = 1; id <= total; id++) {
        all.add(Shamir.interpolate(kept, id));
      }
      return ShareSet.describe(keyId, set, kept.size(), all);
    } finally {
      all.forEach(Share::close);
    }
  }

  private List<List<Share>> subsets(List<Share> points, int size) {
    List<List<Share>> subsets = new ArrayList<>();
    grow(points, size, 0, new ArrayList<>(), subsets);
    return subsets;
  }

  private void grow(List<Share> points, int size, int from, List<Share> chosen,
      List<List<Share>> subsets) {
    if (chosen.size() == size) {
      if (tried < MAX_SUBSETS) {
        subsets.add(List.copyOf(chosen));
        tried++;
      }
      return;
    }
    for (int i = from; i < points.size() && tried < MAX_SUBSETS; i++) {
      chosen.add(points.get(i));
      grow(points, size, i + 1, chosen, subsets);
      chosen.removeLast();
    }
  }
}
