// SPDX-License-Identifier: Apache-2.0
package ist.spike.keyring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ist.spike.keyring.KeeperJudgement.Standing;
import ist.spike.keyring.KeyFinding.Found;
import ist.spike.keyring.KeyFinding.Missing;
import ist.spike.shard.CheckValue;
import ist.spike.shard.Share;
import ist.spike.shard.ShareSet;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.SpikeException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class StoreKeyTest {

  private final Ceremony store = Ceremony.of(3, 2);
  private final Ceremony other = Ceremony.of(3, 2);

  @AfterEach
  void close() {
    store.close();
    other.close();
  }

  static Stream<Arguments> liars() {
    return Stream.of(
        liar("wrong share, fitting label", (store, other) -> store.forged(1),
            " holds a share that is not share 1 of set "),
        liar("wrong share, the good one's label", (store, other) -> KeeperView.showing(1,
            Optional.empty(),
            List.of(new ShownShare(1, Ceremony.random(1), Optional.of(store.label(1))))),
            " holds a share that does not match its check value"),
        liar("right share, wrong index", (store, other) -> KeeperView.showing(1, Optional.empty(),
            List.of(new ShownShare(1, new Share(1,
                store.share(2).value().copy()), Optional.empty()))),
            " holds a share that is not share 1 of set "),
        liar("other set", (store, other) -> other.live(1, 1), " holds a share of another set, "),
        liar("random, unlabelled", (store, other) -> KeeperView.showing(1, Optional.empty(),
            List.of(new ShownShare(1, Ceremony.random(1), Optional.empty()))),
            " holds a share that is not share 1 of set "),
        liar("no share at all", (store, other) -> KeeperView.lying(1, "shows what is no share"),
            " shows what is no share"));
  }

  private interface Lie {
    KeeperView of(Ceremony store, Ceremony other);
  }

  private static Arguments liar(String name, Lie lie, String accusation) {
    return Arguments.of(name, (Function<StoreKeyTest, KeeperView>) test -> lie.of(test.store,
        test.other), accusation);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("liars")
  void among_oneLiarBesideEnoughGoodShares_findsTheKeyAndNamesIt(String name,
      Function<StoreKeyTest, KeeperView> lie, String accusation) {
    // Given
    List<KeeperView> keepers = List.of(lie.apply(this), store.live(2, 2), store.live(3, 3));

    // When
    try (Found found = (Found) StoreKey.among(keepers, store.set())) {
      // Then
      assertThat(store.isKey(found.key())).isTrue();
      assertThat(found.keepers().getFirst().standing()).isEqualTo(Standing.CULPRIT);
      assertThat(found.keepers().getFirst().describe()).startsWith("keeper 1" + accusation);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("liars")
  void among_oneLiarAndTooFewGoodShares_refusesAndNamesIt(String name,
      Function<StoreKeyTest, KeeperView> lie, String accusation) {
    // Given
    List<KeeperView> keepers =
        List.of(lie.apply(this), store.live(2, 2), KeeperView.silent(3, "does not answer: gone"));

    // When
    Missing missing = (Missing) StoreKey.among(keepers, store.set());

    // Then
    assertThat(missing.reason())
        .startsWith("found 1 of the 2 shares needed of set " + store.set().id() + "; keeper 1"
            + accusation)
        .endsWith("; keeper 3 does not answer: gone");
  }

  @Test
  void among_keepersInAnotherOrder_countsTheirSharesAllTheSame() {
    try (Found found = (Found) StoreKey.among(List.of(store.live(1, 2), store.live(2, 3)),
        store.set())) {
      assertThat(store.isKey(found.key())).isTrue();
    }
  }

  @Test
  void among_oneShareTwice_isNotTwoShares() {
    assertThat(StoreKey.among(List.of(store.live(1, 2), store.live(2, 2)), store.set()))
        .isInstanceOf(Missing.class);
  }

  @Test
  void among_pendingShareBesideAForeignLiveOne_counts() {
    // Given
    KeeperView both = KeeperView.showing(1, Optional.empty(),
        List.of(other.shown(1, 1), store.shown(1, 1)));

    // When
    try (Found found = (Found) StoreKey.among(List.of(both, store.live(2, 2)), store.set())) {
      // Then
      assertThat(found.keepers()).extracting(KeeperJudgement::standing)
          .containsOnly(Standing.GOOD);
    }
  }

  @Test
  void among_headThatNamesAnotherKeyForTheseShares_isDamaged() {
    // Given
    ShareSet set = store.set();
    var relabelled = store.shares().stream()
        .map(share -> CheckValue.of(other.set().keyId(), set.id(), share))
        .toList();
    ShareSet altered = new ShareSet(other.set().keyId(), set.id(), 3, 2, relabelled);

    // When / Then
    assertThatThrownBy(
        () -> StoreKey.among(List.of(store.live(1, 1), store.live(2, 2)), altered))
        .isInstanceOfSatisfying(SpikeException.class,
            refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.DAMAGED))
        .hasMessageContaining("the store's head was altered");
  }
}
