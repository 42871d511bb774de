// SPDX-License-Identifier: Apache-2.0
package ist.spike.keyring;

import ist.spike.crypto.KeyId;
import ist.spike.crypto.RootKey;
import ist.spike.crypto.SecretBytes;
import ist.spike.keyring.KeyFinding.Found;
import ist.spike.keyring.KeyFinding.Missing;
import ist.spike.shard.Shamir;
import ist.spike.shard.Share;
import ist.spike.shard.ShareFinder;
import ist.spike.shard.ShareSet;
import ist.spike.shard.ShareSetId;
import ist.spike.wire.ShareLabel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Finds the key of a store that has none yet: the one that opens Bootstrap's probe (N1 of
 * ops/format/share-protocol.md). Only shares of one set are ever combined; shares without a label
 * form a set of their own. A key that fewer than a threshold of shares give is refused.
 */
public final class FirstKey {

  private static final String NO_SET = "none";

  private final Rules rules;
  private final Predicate<RootKey> opensProbe;
  private final String otherwise;

  /**
   * What a brand-new store goes by.
   *
   * @param sharing how shares without a label are shared
   * @param candidate the key that was nominated before, if any
   * @param replaced the key whose live shares may be replaced, if the operator named one
   */
  public record Rules(Sharing sharing, Optional<KeyId> candidate, Optional<KeyId> replaced) {

    /** Whether a live share of this key may be written over. */
    boolean mayReplace(KeyId key) {
      return candidate.equals(Optional.of(key)) || replaced.equals(Optional.of(key));
    }
  }

  /** What makes shares combinable: all of it must be the same. */
  private record Polynomial(KeyId keyId, ShareSetId set, int n, int t) {

    static Polynomial of(ShareLabel label) {
      return new Polynomial(label.keyId(), label.shareSet(), label.n(), label.t());
    }
  }

  /**
   * @param rules what the store goes by
   * @param opensProbe whether the key lent to it opens the probe
   */
  public FirstKey(Rules rules, Predicate<RootKey> opensProbe) {
    this(rules, opensProbe, "no share set of the keepers opens the probe");
  }

  /**
   * @param otherwise what to say when there is no such key
   */
  FirstKey(Rules rules, Predicate<RootKey> fits, String otherwise) {
    this.rules = rules;
    this.opensProbe = fits;
    this.otherwise = otherwise;
  }

  /** The key, from what the Keepers showed; their shares stay theirs. */
  public KeyFinding among(List<KeeperView> keepers) {
    Map<Optional<Polynomial>, List<ShownShare>> sets = new LinkedHashMap<>();
    for (KeeperView keeper : keepers) {
      for (ShownShare shown : keeper.shown()) {
        if (shown.isIntact()) {
          sets.computeIfAbsent(shown.label().map(Polynomial::of), set -> new ArrayList<>())
              .add(shown);
        }
      }
    }
    for (Map.Entry<Optional<Polynomial>, List<ShownShare>> set : sets.entrySet()) {
      Optional<Found> found = inSet(keepers, set.getKey(), set.getValue());
      if (found.isPresent()) {
        return unlessForeign(keepers, found.get());
      }
    }
    return Missing.because(otherwise,
        keepers.stream().map(FirstKey::judgeAlone).toList());
  }

  /** Without a key nobody can tell which set is the right one, only which share is none of its own. */
  private static KeeperJudgement judgeAlone(KeeperView keeper) {
    return keeper.judge(NO_SET, keeper.shown().stream().filter(ShownShare::isIntact).toList());
  }

  private Optional<Found> inSet(List<KeeperView> keepers, Optional<Polynomial> polynomial,
      List<ShownShare> members) {
    int threshold = polynomial.map(Polynomial::t).orElse(rules.sharing().threshold());
    int total = polynomial.map(Polynomial::n).orElse(rules.sharing().shares());
    List<Share> points = members.stream().map(ShownShare::share)
        .filter(share -> share.id() <= total).toList();
    Predicate<SecretBytes> fits = secret -> fits(secret, polynomial.map(Polynomial::keyId));
    Optional<ShareFinder.Found> found = ShareFinder.find(points, threshold, fits);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    if (ShareFinder.isGivenByFewer(found.get().subset(), fits)) {
      found.get().close();
      return Optional.empty();
    }
    return Optional.of(describe(keepers, polynomial.map(Polynomial::set), total, found.get()));
  }

  private boolean fits(SecretBytes secret, Optional<KeyId> wanted) {
    try (RootKey key = RootKey.of(secret.copy())) {
      return wanted.filter(id -> !id.equals(key.keyId())).isEmpty() && opensProbe.test(key);
    }
  }

  private static Found describe(List<KeeperView> keepers, Optional<ShareSetId> named, int total,
      ShareFinder.Found found) {
    RootKey key = RootKey.of(found.secret());
    List<Share> kept = found.subset().stream().map(Share::copy).toList();
    ShareSet set = describe(key.keyId(), named.orElseGet(ShareSetId::random), kept, total);
    return new Found(key, set, kept, keepers.stream().map(keeper -> keeper.judge(set)).toList());
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

  /** SECURITY: live shares of another key may be all that is left of it; they are not written over. */
  private KeyFinding unlessForeign(List<KeeperView> keepers, Found found) {
    Optional<String> foreign =
        keepers.stream().flatMap(keeper -> foreignShare(keeper, found).stream()).findFirst();
    if (foreign.isEmpty()) {
      return found;
    }
    found.close();
    return new Missing(foreign.get(), found.keepers());
  }

  private Optional<String> foreignShare(KeeperView keeper, Found found) {
    return keeper.state().filter(state -> ForeignShare.isIn(state,
        key -> key.equals(found.set().keyId()) || rules.mayReplace(key)))
        .map(state -> ForeignShare.refusal("keeper " + keeper.position(), state));
  }
}
