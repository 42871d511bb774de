// SPDX-License-Identifier: Apache-2.0
package ist.spike.keyring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ist.spike.crypto.KeyId;
import ist.spike.crypto.SecretBytes;
import ist.spike.keyring.KeeperSlots.Contributor;
import ist.spike.shard.CheckValue;
import ist.spike.shard.Share;
import ist.spike.shard.ShareSetId;
import ist.spike.wire.ContributeShare;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.HeldShare;
import ist.spike.wire.ReturnShare;
import ist.spike.wire.ShareLabel;
import ist.spike.wire.SpikeException;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class KeeperSlotsTest {

  private static final KeyId KEY = KeyId.parse("00112233445566778899aabbccddeeff");
  private static final ReturnShare ANY = new ReturnShare(false);
  private static final ReturnShare PENDING = new ReturnShare(true);

  private final KeeperSlots slots = new KeeperSlots();

  @Test
  void contribute_bootstrapBesideALiveShare_leavesTheLiveShare() {
    // Given
    slots.contribute(labelled(1), Contributor.NEXUS);

    // When
    slots.contribute(labelled(2), Contributor.BOOTSTRAP);

    // Then
    assertThat(first(ANY)).isEqualTo(1);
    assertThat(first(PENDING)).isEqualTo(2);
    assertThat(slots.state().hasLive()).isTrue();
    assertThat(slots.state().hasPending()).isTrue();
  }

  @Test
  void contribute_nexus_replacesLiveAndClearsPending() {
    // Given
    slots.contribute(labelled(1), Contributor.NEXUS);
    slots.contribute(labelled(2), Contributor.BOOTSTRAP);

    // When
    slots.contribute(labelled(3), Contributor.NEXUS);

    // Then
    assertThat(first(ANY)).isEqualTo(3);
    assertThat(slots.state().hasPending()).isFalse();
  }

  @Test
  void contribute_replacedShare_isWiped() {
    // Given
    ContributeShare replaced = labelled(1);
    slots.contribute(replaced, Contributor.BOOTSTRAP);

    // When
    slots.contribute(labelled(2), Contributor.BOOTSTRAP);

    // Then
    assertThatThrownBy(() -> replaced.shard().isZero()).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void contribute_wrongCheckValue_isRefusedAndWiped() {
    // Given
    ContributeShare wrong = new ContributeShare(bytes(9), labelled(1).label());

    // When / Then
    assertThatThrownBy(() -> slots.contribute(wrong, Contributor.NEXUS))
        .isInstanceOfSatisfying(SpikeException.class,
            refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.BAD_REQUEST))
        .hasMessage("share 1 does not match its check value");
    assertThat(slots.state().hasLive()).isFalse();
    assertThatThrownBy(() -> wrong.shard().isZero()).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void answer_onlyAnUnlabelledPendingShare_givesItAsPending() {
    // Given
    slots.contribute(new ContributeShare(bytes(7), Optional.empty()), Contributor.BOOTSTRAP);

    // When
    try (HeldShare held = slots.answer(ANY)) {
      // Then
      assertThat(held.pending()).isTrue();
      assertThat(held.label()).isEmpty();
      assertThat(slots.state().pendingUnlabelled()).isTrue();
    }
  }

  @Test
  void answer_empty_isABadRequestAsInSpike() {
    assertThatThrownBy(() -> slots.answer(ANY)).isInstanceOfSatisfying(SpikeException.class,
        refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.BAD_REQUEST));
  }

  private int first(ReturnShare request) {
    try (HeldShare held = slots.answer(request)) {
      return held.shard().lend(value -> (int) value[31]);
    }
  }

  private static ContributeShare labelled(int value) {
    ShareSetId set = ShareSetId.random();
    try (Share share = new Share(1, bytes(value))) {
      return new ContributeShare(bytes(value),
          Optional.of(new ShareLabel(KEY, set, 1, 3, 2, CheckValue.of(KEY, set, share))));
    }
  }

  private static SecretBytes bytes(int last) {
    byte[] value = new byte[32];
    value[31] = (byte) last;
    return SecretBytes.takeOwnership(value);
  }
}
