// SPDX-License-Identifier: Apache-2.0
package ist.spike.shard;

import ist.spike.crypto.KeyId;
import ist.spike.crypto.RootKey;
import ist.spike.crypto.SecretBytes;
import ist.spike.shard.ShareException.Reason;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Finds the good shares among many. When more than threshold many are at hand and some are wrong, a subset that
 * combines to the right key tells which ones.
 */
public final class ShareFinder {
  /** The most subsets that one search combines: all of 12 choose 6, and a second of work with the largest ones. */
  public static final int MAX_SUBSETS = 1_000;

  private final List<Share> shares;
  private final int threshold;
  private final Predicate<SecretBytes> accepts;
  private int subsetsLeft = MAX_SUBSETS;

  /**
   * What a search found.
   *
   * @param secret the accepted secret; the caller closes it
   * @param subset threshold many shares that combine to it; borrowed from the search's input
   * @param bad those of the other shares that do not lie on the same polynomial; borrowed likewise
   */
  public record Found(SecretBytes secret, List<Share> subset, List<Share> bad)
      implements
        AutoCloseable {
    /** The ids of the bad shares, for a message. */
    public List<Integer> badIds() {
      return bad.stream().map(Share::id).distinct().sorted().toList();
    }

    @Override
    public void close() {
      secret.close();
    }

    @Override
    public String toString() {
      return "Found[subset=" + subset + ", bad=" + bad + "]";
    }
  }

  private ShareFinder(List<Share> shares, int threshold, Predicate<SecretBytes> accepts) {
    this.shares = shares;
    this.threshold = threshold;
    this.accepts = accepts;
  }

  /**
   * Combines subsets of {@code threshold} shares, at most {@value #MAX_SUBSETS}, until {@code accepts} takes the secret
   * lent to it. Empty when none does, or when there are too few shares. Shares may repeat an id; a subset never does.
   */
  public static Optional<Found> find(List<Share> shares, int threshold,
      Predicate<SecretBytes> accepts) {
    if (threshold < ShareSet.MIN_THRESHOLD) {
      throw new ShareException(Reason.COUNT_OUT_OF_RANGE,
          "a threshold is at least " + ShareSet.MIN_THRESHOLD + ", not " + threshold);
    }
    return new ShareFinder(withoutRepeats(shares), threshold, accepts).search();
  }

  /** As above, for the root key with this key id. */
  public static Optional<Found> find(List<Share> shares, int threshold, KeyId keyId) {
    return find(shares, threshold, secret -> hasKeyId(secret, keyId));
  }

  /**
   * Whether one share less than {@code subset} gives the secret already: then the threshold is not what it is said to
   * be, and somebody with fewer shares than agreed has the key.
   */
  public static boolean isGivenByFewer(List<Share> subset, Predicate<SecretBytes> accepts) {
    for (int left = 0; left < subset.size(); left++) {
      List<Share> fewer = new ArrayList<>(subset);
      fewer.remove(left);
      Optional<SecretBytes> secret = fewer.isEmpty() ? Optional.empty() : accepted(fewer, accepts);
      if (secret.isPresent()) {
        secret.get().close();
        return true;
      }
    }
    return false;
  }

  private Optional<Found> search() {
    if (shares.size() < threshold) {
      return Optional.empty();
    }
    // Neighbours first: in list order, a bad first share would spoil every subset that the bound
    // allows.
    for (int start = 0; start < shares.size(); start++) {
      int[] window = new int[threshold];
      for (int i = 0; i < threshold; i++) {
        window[i] = (start + i) % shares.size();
      }
      Optional<Found> found = attempt(window);
      if (found.isPresent()) {
        return found;
      }
    }
    return searchAll();
  }

  private Optional<Found> searchAll() {
    int[] subset = new int[threshold];
    Arrays.setAll(subset, i -> i);
    do {
      Optional<Found> found = attempt(subset);
      if (found.isPresent()) {
        return found;
      }
    } while (subsetsLeft > 0 && advance(subset, shares.size()));
    return Optional.empty();
  }

  private Optional<Found> attempt(int[] indexes) {
    List<Share> subset = Arrays.stream(indexes).mapToObj(shares::get).toList();
    subsetsLeft--;
    if (subset.stream().map(Share::id).distinct().count() < threshold) {
      return Optional.empty();
    }
    return accepted(subset, accepts)
        .map(secret -> new Found(secret, subset, notOnPolynomialOf(subset)));
  }

  private List<Share> notOnPolynomialOf(List<Share> subset) {
    List<Share> bad = new ArrayList<>();
    for (Share share : shares) {
      try (Share expected = Shamir.interpolate(subset, share.id())) {
        if (!expected.matches(share)) {
          bad.add(share);
        }
      }
    }
    return List.copyOf(bad);
  }

  private static Optional<SecretBytes> accepted(List<Share> subset,
      Predicate<SecretBytes> accepts) {
    SecretBytes secret;
    try {
      secret = Shamir.combine(subset);
    } catch (ShareException e) {
      if (e.reason() == Reason.NO_SECRET) {
        return Optional.empty();
      }
      throw e;
    }
    boolean keep = false;
    try {
      keep = accepts.test(secret);
    } finally {
      if (!keep) {
        secret.close();
      }
    }
    return keep ? Optional.of(secret) : Optional.empty();
  }

  /** Moves on to the next subset in lexicographic order. */
  private static boolean advance(int[] subset, int count) {
    int i = subset.length - 1;
    while (i >= 0 && subset[i] == count - subset.length + i) {
      i--;
    }
    if (i < 0) {
      return false;
    }
    subset[i]++;
    for (int j = i + 1; j < subset.length; j++) {
      subset[j] = subset[j - 1] + 1;
    }
    return true;
  }

  private static boolean hasKeyId(SecretBytes secret, KeyId keyId) {
    try (RootKey key = RootKey.of(secret.copy())) {
      return key.keyId().equals(keyId);
    }
  }

  private static List<Share> withoutRepeats(List<Share> shares) {
    List<Share> distinct = new ArrayList<>();
    for (Share share : shares) {
      if (distinct.stream().noneMatch(share::matches)) {
        distinct.add(share);
      }
    }
    return List.copyOf(distinct);
  }
}
