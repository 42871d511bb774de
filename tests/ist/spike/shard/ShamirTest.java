// SPDX-License-Identifier: Apache-2.0
package ist.spike.shard;

import static ist.spike.shard.Shares.subsets;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import ist.spike.crypto.RootKey;
import ist.spike.crypto.SecretBytes;
import ist.spike.shard.ShareException.Reason;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ShamirTest {
  private final RootKey key = RootKey.generate();

  @AfterEach
  void close() {
    key.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4, 5, 6, 7, 8, 9, 10})
  void combine_everySubsetOfThresholdSize_givesTheSecret(int n) {
    for (int t = 2; t <= n; t++) {
      List<Share> shares = Shamir.split(key.bytes(), n, t);
      assertThat(shares.stream().map(Share::id)).hasSize(n).first().isEqualTo(1);
      for (List<Share> subset : subsets(shares, t)) {
        try (SecretBytes combined = Shamir.combine(subset)) {
          assertThat(combined.matches(key.bytes())).isTrue();
        }
      }
      for (List<Share> tooFew : subsets(shares, t - 1)) {
        try (SecretBytes combined = Shamir.combine(tooFew)) {
          assertThat(combined.matches(key.bytes())).isFalse();
        }
      }
    }
  }

  @Test
  void split_largest_combines() {
    List<Share> shares = Shamir.split(key.bytes(), 255, 128);
    try (SecretBytes combined = Shamir.combine(shares.subList(100, 228))) {
      assertThat(combined.matches(key.bytes())).isTrue();
    }
  }

  @Test
  void split_twice_givesOtherShares() {
    Share one = Shamir.split(key.bytes(), 3, 2).getFirst();
    Share two = Shamir.split(key.bytes(), 3, 2).getFirst();
    assertThat(one.matches(two)).isFalse();
  }

  @Test
  void interpolate_anyOtherId_givesAShareThatCombines() {
    List<Share> shares = Shamir.split(key.bytes(), 5, 3);
    for (int id = 1; id <= 5; id++) {
      try (Share again = Shamir.interpolate(shares.subList(1, 4), id)) {
        assertThat(again.matches(shares.get(id - 1))).isTrue();
      }
    }
    Share thousandth = Shamir.interpolate(shares.subList(0, 3), Share.MAX_ID);
    try (SecretBytes combined = Shamir.combine(List.of(thousandth, shares.get(4), shares.get(1)))) {
      assertThat(combined.matches(key.bytes())).isTrue();
    }
  }

  @ParameterizedTest
  @CsvSource({"3,1", "3,0", "3,4", "1,2", "256,2", "0,0", "3,-1"})
  void split_countsOutOfRange_areRefused(int n, int t) {
    assertRefused(Reason.COUNT_OUT_OF_RANGE, () -> Shamir.split(key.bytes(), n, t));
    assertRefused(Reason.COUNT_OUT_OF_RANGE, () -> Shamir.splitLikeSpike(key.bytes(), n, t));
  }

  @Test
  void combine_noShares_isRefused() {
    assertRefused(Reason.COUNT_OUT_OF_RANGE, () -> Shamir.combine(List.of()));
  }

  @Test
  void combine_sameIdTwice_isRefused() {
    List<Share> shares = Shamir.split(key.bytes(), 3, 2);
    assertRefused(Reason.DUPLICATE_ID, () -> Shamir.combine(List.of(shares.get(0), shares.get(0))));
  }

  @Test
  void combine_closedShare_isRefused() {
    List<Share> shares = Shamir.split(key.bytes(), 2, 2);
    shares.getFirst().close();
    assertThatIllegalStateException().isThrownBy(() -> Shamir.combine(shares));
  }

  /** 1 and 2 lie on the line x, which is zero at zero: no key. */
  @Test
  void combine_sharesOfZero_isRefused() {
    List<Share> shares =
        List.of(Shares.share(1, "00".repeat(31) + "01"), Shares.share(2, "00".repeat(31) + "02"));
    assertRefused(Reason.NO_SECRET, () -> Shamir.combine(shares));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, Share.MAX_ID + 1})
  void share_idOutOfRange_isRefusedAndItsValueClosed(int id) {
    SecretBytes value = SecretBytes.takeOwnership(new byte[]{1});
    assertRefused(Reason.ID_OUT_OF_RANGE, () -> new Share(id, value));
    assertThatIllegalStateException().isThrownBy(value::isZero);
  }

  /** The point at 0 is the secret itself: a share with that id would give the key away. */
  @ParameterizedTest
  @ValueSource(ints = {0, -1, Share.MAX_ID + 1})
  void interpolate_idOutOfRange_isRefused(int id) {
    List<Share> shares = Shamir.split(key.bytes(), 3, 2).subList(0, 2);
    assertThatExceptionOfType(ShareException.class)
        .isThrownBy(() -> Shamir.interpolate(shares, id))
        .withMessage("a share id is 1 to 1000, not " + id);
  }

  @Test
  void toString_anyShare_isRedacted() {
    List<Share> shares = Shamir.split(key.bytes(), 2, 2);
    assertThat(shares).hasToString("[Share[1, redacted], Share[2, redacted]]");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 31, 33})
  void share_valueOfWrongSize_isRefused(int size) {
    byte[] value = new byte[size];
    value[0] = 1;
    assertRefused(Reason.VALUE_OUT_OF_RANGE,
        () -> new Share(1, SecretBytes.takeOwnership(value.clone())));
  }

  @Test
  void share_zeroValue_isRefused() {
    assertRefused(Reason.VALUE_OUT_OF_RANGE, () -> Shares.share(1, "00".repeat(32)));
  }

  private static void assertRefused(Reason reason, ThrowingCallable call) {
    assertThatExceptionOfType(ShareException.class).isThrownBy(call)
        .extracting(ShareException::reason).isEqualTo(reason);
  }
}
