// SPDX-License-Identifier: Apache-2.0
package ist.spike.keyring;

import static org.assertj.core.api.Assertions.assertThat;

import ist.spike.crypto.KeyId;
import ist.spike.keyring.KeeperJudgement.Standing;
import ist.spike.keyring.KeyFinding.Found;
import ist.spike.keyring.KeyFinding.Missing;
import ist.spike.shard.Share;
import ist.spike.shard.ShareSet;
import ist.spike.wire.KeeperState;
import ist.spike.wire.ShareLabel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class FirstKeyTest {

  private final Ceremony one = Ceremony.of(3, 2);
  private final Ceremony other = Ceremony.of(3, 2);

  @AfterEach
  void close() {
    one.close();
    other.close();
  }

  @Test
  void among_pendingSharesOfTheProbesKey_findsItWithItsSet() {
    // When
    KeyFinding finding = search(one.pending(1, 1), one.pending(2, 2), one.pending(3, 3));

    // Then
    try (Found found = found(finding)) {
      assertThat(one.isKey(found.key())).isTrue();
      assertThat(found.set()).isEqualTo(one.set());
      assertThat(found.shares()).hasSize(2);
      assertThat(standings(found)).containsOnly(Standing.GOOD);
      assertThat(found.isConfirmedBy(1)).isFalse();
      assertThat(found.isConfirmedBy(2)).isTrue();
    }
  }

  @Test
  void among_twoRunsLeftTheirShares_neverMixesThem() {
    // When
    KeyFinding finding = search(other.pending(1, 1), one.pending(2, 2), one.pending(3, 3));

    // Then
    try (Found found = found(finding)) {
      assertThat(one.isKey(found.key())).isTrue();
      assertThat(standings(found)).containsExactly(Standing.CULPRIT, Standing.GOOD, Standing.GOOD);
      assertThat(found.keepers().getFirst().describe()).isEqualTo(
          "keeper 1 holds a share of another set, " + other.set().id() + " of key "
              + other.set().keyId());
    }
  }

  @Test
  void among_forgedShareWithAFittingLabel_findsTheGoodOnesAndNamesTheKeeper() {
    for (int liar = 1; liar <= 5; liar++) {
      // Given
      try (Ceremony five = Ceremony.of(5, 3)) {
        List<KeeperView> keepers = new ArrayList<>();
        for (int keeper = 1; keeper <= 5; keeper++) {
          keepers.add(keeper == liar ? five.forged(keeper) : five.pending(keeper, keeper));
        }

        // When
        KeyFinding finding =
            new FirstKey(rules(Optional.empty(), Optional.empty()), five::isKey).among(keepers);

        // Then
        try (Found found = found(finding)) {
          assertThat(found.set()).isEqualTo(five.set());
          assertThat(found.keepers().get(liar - 1).describe()).isEqualTo("keeper " + liar
              + " holds a share that is not share " + liar + " of set " + five.set().id());
          assertThat(standings(found)).containsOnlyOnce(Standing.CULPRIT);
        }
      }
    }
  }

  @Test
  void among_labelThatDoesNotFitItsShare_neverCounts() {
    // Given
    KeeperView swapped = KeeperView.showing(1, Optional.empty(), List.of(
        new ShownShare(1, Ceremony.random(1), Optional.of(one.label(1)))));

    // When
    KeyFinding finding = search(swapped, one.pending(2, 2));

    // Then
    assertThat(missing(finding)).isEqualTo("no share set of the keepers opens the probe;"
        + " keeper 1 holds a share that does not match its check value");
  }

  @Test
  void among_unlabelledSharesOfSpikesBootstrap_countByTheirKeepersPosition() {
    // When
    KeyFinding finding = search(one.unlabelled(1), KeeperView.silent(2, "does not answer"),
        one.unlabelled(3));

    // Then
    try (Found found = found(finding)) {
      assertThat(one.isKey(found.key())).isTrue();
      assertThat(found.set().checks()).hasSize(3);
      assertThat(found.set().accepts(one.share(2))).as("interpolated").isTrue();
      assertThat(standings(found)).containsExactly(Standing.GOOD, Standing.SILENT, Standing.GOOD);
    }
  }

  @Test
  void among_keyThatFewerSharesGive_isRefused() {
    // Given: every share is the key itself, as a threshold of 1 makes them.
    List<KeeperView> keepers = IntStream.rangeClosed(1, 3).mapToObj(position -> KeeperView.showing(
        position, Optional.empty(), List.of(new ShownShare(position,
            new Share(position, one.key().bytes().copy()), Optional.empty()))))
        .toList();

    // When
    KeyFinding finding =
        new FirstKey(rules(Optional.empty(), Optional.empty()), one::isKey).among(keepers);

    // Then
    assertThat(missing(finding)).isEqualTo("no share set of the keepers opens the probe");
  }

  @Test
  void among_liveShareOfAnotherKey_isRefusedUnlessCandidateOrNamed() {
    // Given
    List<KeeperView> keepers = List.of(withLive(other, one, 1), one.pending(2, 2),
        one.pending(3, 3));
    KeyId foreign = other.set().keyId();

    // When / Then
    assertThat(missing(new FirstKey(rules(Optional.empty(), Optional.empty()), one::isKey)
        .among(keepers))).isEqualTo("keeper 1 holds a live share of key " + foreign
            + ", which this nexus does not know; bring its store back with `spike backup restore`,"
            + " or restart the keepers to begin anew");
    for (FirstKey.Rules rules : List.of(rules(Optional.of(foreign), Optional.empty()),
        rules(Optional.empty(), Optional.of(foreign)))) {
      try (Found found = found(new FirstKey(rules, one::isKey).among(keepers))) {
        assertThat(one.isKey(found.key())).isTrue();
      }
    }
  }

  @Test
  void among_tooFewOrNothing_saysWhatEachKeeperIsGoodFor() {
    assertThat(missing(search(one.pending(1, 1), KeeperView.silent(2, "does not answer: gone"),
        KeeperView.showing(3, Optional.empty(), List.of()))))
        .isEqualTo("no share set of the keepers opens the probe; keeper 2 does not answer: gone;"
            + " keeper 3 holds no share");
  }

  @Test
  void among_labelClaimsALowerThreshold_formsASetOfItsOwn() {
    // Given
    try (Ceremony three = Ceremony.of(3, 3)) {
      var label = three.label(1);
      var lower = new ShareLabel(label.keyId(), label.shareSet(), 1, 3, 2,
          label.check());
      KeeperView liar = KeeperView.showing(1, Optional.empty(),
          List.of(new ShownShare(1, three.share(1).copy(), Optional.of(lower))));

      // When
      KeyFinding finding =
          new FirstKey(rules(Optional.empty(), Optional.empty()), three::isKey)
              .among(List.of(liar, three.pending(2, 2), three.pending(3, 3)));

      // Then
      assertThat(finding).isInstanceOf(Missing.class);
    }
  }

  /** A Keeper with a live share of one key beside a pending one of another. */
  private static KeeperView withLive(Ceremony live, Ceremony pending, int position) {
    KeeperState state = new KeeperState(Optional.of(live.label(position)), false,
        Optional.of(pending.label(position)), false);
    return KeeperView.showing(position, Optional.of(state),
        List.of(live.shown(position, position), pending.shown(position, position)));
  }

  private KeyFinding search(KeeperView... keepers) {
    return new FirstKey(rules(Optional.empty(), Optional.empty()), one::isKey)
        .among(List.of(keepers));
  }

  private static FirstKey.Rules rules(Optional<KeyId> candidate, Optional<KeyId> replaced) {
    return new FirstKey.Rules(new Sharing(3, ShareSet.MIN_THRESHOLD), candidate, replaced);
  }

  private static Found found(KeyFinding finding) {
    assertThat(finding).isInstanceOf(Found.class);
    return (Found) finding;
  }

  private static String missing(KeyFinding finding) {
    assertThat(finding).isInstanceOf(Missing.class);
    return ((Missing) finding).reason();
  }

  private static List<Standing> standings(KeyFinding finding) {
    return finding.keepers().stream().map(KeeperJudgement::standing).toList();
  }
}
