// SPDX-License-Identifier: Apache-2.0
package ist.spike.keyring;

import ist.spike.keyring.KeeperJudgement.Standing;
import ist.spike.shard.ShareSet;
import ist.spike.wire.KeeperState;
import java.util.List;
import java.util.Optional;

/**
 * What one Keeper showed Nexus in one round.
 *
 * @param position its place in the list of peers, from 1
 * @param state what it says it holds; empty from SPIKE's own Keeper, and when it was not asked
 * @param shown the shares of its slots, each at most once or twice; closed with this object
 * @param trouble why it showed none; empty when it showed one, or both of its slots are empty
 */
public record KeeperView(int position, Optional<KeeperState> state, List<ShownShare> shown,
    Optional<KeeperJudgement> trouble) implements AutoCloseable {

  /** Takes a copy of the list. */
  public KeeperView {
    shown = List.copyOf(shown);
  }

  /** A Keeper that answered, with the shares it holds, if any. */
  public static KeeperView showing(int position, Optional<KeeperState> state,
      List<ShownShare> shown) {
    return new KeeperView(position, state, shown, Optional.empty());
  }

  /** A Keeper that did not answer, for this reason. */
  public static KeeperView silent(int position, String why) {
    return troubled(new KeeperJudgement(position, Standing.SILENT, why));
  }

  /** A Keeper that answered something no honest Keeper does. */
  public static KeeperView lying(int position, String why) {
    return troubled(new KeeperJudgement(position, Standing.CULPRIT, why));
  }

  /** The same as from a Keeper that cannot say what it holds live; the shares are these. */
  public KeeperView withoutState() {
    return new KeeperView(position, Optional.empty(), shown, trouble);
  }

  private static KeeperView troubled(KeeperJudgement judgement) {
    return new KeeperView(judgement.position(), Optional.empty(), List.of(),
        Optional.of(judgement));
  }

  /** What this Keeper is good for when the shares of {@code set} are wanted. */
  KeeperJudgement judge(ShareSet set) {
    return judge(set.id().toString(), shown.stream().filter(each -> set.accepts(each.share()))
        .toList());
  }

  /** As above, when which shares are good was found out by combining them. */
  KeeperJudgement judge(String set, List<ShownShare> good) {
    if (trouble.isPresent()) {
      return trouble.get();
    }
    if (shown.isEmpty()) {
      return new KeeperJudgement(position, Standing.EMPTY, "holds no share");
    }
    if (shown.stream().anyMatch(good::contains)) {
      return new KeeperJudgement(position, Standing.GOOD, "");
    }
    return new KeeperJudgement(position, Standing.CULPRIT, accuse(shown.getFirst(), set));
  }

  private static String accuse(ShownShare wrong, String set) {
    if (!wrong.isIntact()) {
      return "holds a share that does not match its check value";
    }
    return wrong.label().filter(label -> !label.shareSet().toString().equals(set))
        .map(label -> "holds a share of another set, " + label.shareSet() + " of key "
            + label.keyId())
        .orElse("holds a share that is not share " + wrong.share().id() + " of set " + set);
  }

  @Override
  public void close() {
    shown.forEach(ShownShare::close);
  }
}
