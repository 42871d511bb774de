// SPDX-License-Identifier: Apache-2.0
package ist.spike.nexus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ist.spike.crypto.SecretBytes;
import ist.spike.keyring.Ceremony;
import ist.spike.keyring.KeeperSlots.Contributor;
import ist.spike.store.StorePhase;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.HeldShare;
import ist.spike.wire.SpikeException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class KeyRecoveryTest {

  private static final String ORDER =
      "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551";

  @TempDir
  Path directory;

  @Test
  void adoptFirstKey_allKeepersReady_makesItFinalAndLiveEverywhere() {
    try (SealedNexus nexus = SealedNexus.bootstrapping(directory)) {
      // When
      nexus.recovery.adoptFirstKey(nexus.ceremony::isKey);

      // Then
      assertThat(nexus.keys.isUnsealed()).isTrue();
      assertThat(nexus.store.head().phase()).isEqualTo(StorePhase.FINAL);
      assertThat(nexus.store.head().shareSet()).contains(nexus.ceremony.set());
      for (int position = 1; position <= 3; position++) {
        assertThat(nexus.keepers.held(position).live()).contains(nexus.ceremony.label(position));
        assertThat(nexus.keepers.held(position).hasPending()).isFalse();
      }
      assertThat(nexus.recovery.sealReason()).isEmpty();
    }
  }

  @Test
  void adoptFirstKey_tooFewKeepersConfirm_staysACandidateThatTheTimerFinishes() {
    try (SealedNexus nexus = SealedNexus.bootstrapping(directory)) {
      // Given
      nexus.keepers.takeNothing(1);
      nexus.keepers.takeNothing(2);

      // When
      assertRefused(nexus, "only 1 keepers took their live share, 2 must");

      // Then
      assertThat(nexus.keys.isUnsealed()).isFalse();
      assertThat(nexus.store.head().phase()).isEqualTo(StorePhase.CANDIDATE);
      nexus.restart();
      nexus.keepers.comeBack(1);
      nexus.recovery.recover();
      assertThat(nexus.keys.isUnsealed()).isTrue();
      assertThat(nexus.store.head().phase()).isEqualTo(StorePhase.FINAL);
    }
  }

  @Test
  void recover_killedBetweenTheLiveSharesAndTheCommit_finishesTheCandidate() {
    try (SealedNexus nexus = SealedNexus.bootstrapping(directory)) {
      // Given
      Waiting.forResult(nexus.store.nominate(nexus.ceremony.set()));
      for (int position = 1; position <= 3; position++) {
        nexus.keepers.put(position, nexus.ceremony.share(position),
            Optional.of(nexus.ceremony.label(position)), Contributor.NEXUS);
      }
      nexus.restart();

      // When
      nexus.recovery.recover();

      // Then
      assertThat(nexus.store.head().phase()).isEqualTo(StorePhase.FINAL);
      assertThat(nexus.keys.isUnsealed()).isTrue();
    }
  }

  @Test
  void adoptFirstKey_anotherRunAfterACandidate_replacesIt() {
    try (SealedNexus nexus = SealedNexus.bootstrapping(directory);
        Ceremony earlier = Ceremony.of(3, 2)) {
      // Given
      Waiting.forResult(nexus.store.nominate(earlier.set()));
      nexus.keepers.put(1, earlier.share(1), Optional.of(earlier.label(1)), Contributor.NEXUS);
      nexus.keepers.put(1, nexus.ceremony.share(1), Optional.of(nexus.ceremony.label(1)),
          Contributor.BOOTSTRAP);

      // When
      nexus.recovery.adoptFirstKey(nexus.ceremony::isKey);

      // Then
      assertThat(nexus.store.head().shareSet()).contains(nexus.ceremony.set());
      assertThat(nexus.keepers.held(1).live()).contains(nexus.ceremony.label(1));
    }
  }

  @Test
  void adoptFirstKey_newStoreBesideLiveSharesOfAnotherKey_staysSealedAndSaysWhatToDo() {
    try (SealedNexus nexus = SealedNexus.bootstrapping(directory);
        Ceremony lost = Ceremony.of(3, 2)) {
      // Given
      nexus.keepers.put(2, lost.share(2), Optional.of(lost.label(2)), Contributor.NEXUS);
      nexus.keepers.put(2, nexus.ceremony.share(2), Optional.of(nexus.ceremony.label(2)),
          Contributor.BOOTSTRAP);
      String refusal = "keeper 2 holds a live share of key " + lost.set().keyId()
          + ", which this nexus does not know; bring its store back with `spike backup restore`, or"
          + " restart the keepers to begin anew";

      // When / Then
      assertRefused(nexus, refusal);
      assertThat(nexus.store.head().phase()).isEqualTo(StorePhase.NEW);
      assertThat(nexus.recovery.sealReason()).isEqualTo(refusal);
      assertThat(nexus.keepers.held(2).live()).contains(lost.label(2));

      nexus.mayReplace(lost.set().keyId());
      nexus.recovery.adoptFirstKey(nexus.ceremony::isKey);
      assertThat(nexus.keepers.held(2).live()).contains(nexus.ceremony.label(2));
    }
  }

  @Test
  void adoptFirstKey_storeWithAFinalKey_isNotReadyAndLeavesTheKeepersAlone() {
    try (SealedNexus nexus = SealedNexus.restarted(directory)) {
      assertRefused(nexus, "the store has a key and waits for its shares");
      assertThat(nexus.keepers.contributions(1)).isEqualTo(1);
    }
  }

  @Test
  void recover_brandNew_asksNobodyAndSaysWhatIsMissing() {
    try (SealedNexus nexus = SealedNexus.bootstrapping(directory)) {
      nexus.keepers.duringCall(() -> {
        throw new AssertionError("asked");
      });
      nexus.recovery.recover();
      assertThat(nexus.recovery.sealReason()).isEqualTo(
          "this store is brand-new and has no root key yet; run `spike bootstrap -init`");
    }
  }

  static Stream<Arguments> lies() {
    return Stream.of(
        Arguments.of("random", show("7f".repeat(32)), "does not match its check value"),
        Arguments.of("random without a label", unlabelled("7f".repeat(32)),
            "is not share 1 of set"),
        Arguments.of("zero", show("00".repeat(32)), "what is no share"),
        Arguments.of("the order of the group", show(ORDER), "what is no share"),
        Arguments.of("all ones", show("ff".repeat(32)), "what is no share"),
        Arguments.of("two bytes", show("0102"), "what is no share"),
        Arguments.of("no honest answer", (UnaryOperator<HeldShare>) held -> {
          throw new SpikeException(ErrorCode.BAD_ANSWER, "the answer is too large");
        }, "what is no share: the answer is too large"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("lies")
  void recover_oneKeeperLies_unsealsWithTheOthersAndNamesIt(String name,
      UnaryOperator<HeldShare> lie, String accusation) {
    try (SealedNexus nexus = SealedNexus.restarted(directory)) {
      // Given
      nexus.keepers.lie(1, lie);

      // When
      nexus.recovery.recover();

      // Then
      assertThat(nexus.keys.isUnsealed()).isTrue();
      assertThat(nexus.health.of(1).accusation()).contains(accusation);
      assertThat(nexus.health.of(2).accusation()).isEmpty();
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("lies")
  void recover_oneKeeperLiesAndOneIsAway_staysSealedAndNamesBoth(String name,
      UnaryOperator<HeldShare> lie, String accusation) {
    try (SealedNexus nexus = SealedNexus.restarted(directory)) {
      // Given
      nexus.keepers.lie(1, lie);
      nexus.keepers.leave(2);

      // When
      nexus.recovery.recover();

      // Then
      assertThat(nexus.keys.isUnsealed()).isFalse();
      assertThat(nexus.recovery.sealReason()).contains("found 1 of the 2 shares needed")
          .contains("keeper 1 ").contains(accusation)
          .contains("keeper 2 does not answer: cannot connect");
      assertThat(nexus.health.of(2).failures()).isEqualTo(1);

      nexus.keepers.comeBack(2);
      nexus.recovery.recover();
      assertThat(nexus.keys.isUnsealed()).isTrue();
    }
  }

  @Test
  void recover_spikesOwnKeepers_countByTheirPosition() {
    try (SealedNexus nexus = SealedNexus.restarted(directory)) {
      // Given
      nexus.keepers.becomeSpikes(1);
      nexus.keepers.becomeSpikes(2);
      nexus.keepers.leave(3);

      // When
      nexus.recovery.recover();

      // Then
      assertThat(nexus.keys.isUnsealed()).isTrue();
    }
  }

  @Test
  void recover_sharesOfAnotherRunArePending_ignoresThem() {
    try (SealedNexus nexus = SealedNexus.restarted(directory);
        Ceremony second = Ceremony.of(3, 2)) {
      // Given
      for (int position = 1; position <= 3; position++) {
        nexus.keepers.put(position, second.share(position),
            Optional.of(second.label(position)), Contributor.BOOTSTRAP);
      }

      // When
      nexus.recovery.recover();

      // Then
      assertThat(nexus.keys.shareSet()).isEqualTo(nexus.ceremony.set());
      assertThat(nexus.health.all()).allMatch(keeper -> keeper.accusation().isEmpty());
    }
  }

  private static void assertRefused(SealedNexus nexus, String sentence) {
    assertThatThrownBy(() -> nexus.recovery.adoptFirstKey(nexus.ceremony::isKey))
        .isInstanceOfSatisfying(SpikeException.class,
            refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.NOT_READY))
        .hasMessage(sentence);
  }

  private static UnaryOperator<HeldShare> show(String hex) {
    return held -> new HeldShare(bytes(hex), held.label(), held.pending());
  }

  private static UnaryOperator<HeldShare> unlabelled(String hex) {
    return held -> new HeldShare(bytes(hex), Optional.empty(), held.pending());
  }

  private static SecretBytes bytes(String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex);
    return SecretBytes.takeOwnership(Arrays.copyOf(bytes, bytes.length));
  }
}
