// SPDX-License-Identifier: Apache-2.0
package ist.spike.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import ist.spike.crypto.RootKey;
import ist.spike.crypto.SecretBytes;
import ist.spike.shard.ShareFinder.Found;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ShareFinderTest {
  private final RootKey key = RootKey.generate();

  @AfterEach
  void close() {
    key.close();
  }

  @Test
  void find_twoBadAmongFive_givesTheSecretAndNamesThem() {
    // Given
    List<Share> shares = withBad(Shamir.split(key.bytes(), 5, 3), 1, 4);

    // When
    try (Found found = ShareFinder.find(shares, 3, key.keyId()).orElseThrow()) {
      // Then
      assertThat(found.secret().matches(key.bytes())).isTrue();
      assertThat(found.badIds()).containsExactly(1, 4);
      assertThat(found.toString()).startsWith("Found[subset=[Share[").doesNotContain("secret");
      assertThat(found.subset()).extracting(Share::id).containsExactlyInAnyOrder(2, 3, 5);
    }
  }

  @Test
  void find_firstBadOfManyShares_isFoundWithinTheBound() {
    List<Share> shares = withBad(Shamir.split(key.bytes(), 30, 10), 1);
    try (Found found = ShareFinder.find(shares, 10, key.keyId()).orElseThrow()) {
      assertThat(found.badIds()).containsExactly(1);
    }
  }

  @Test
  void find_tooManyBad_triesNoMoreThanTheBound() {
    List<Share> shares = Shamir.split(key.bytes(), 20, 5);
    AtomicInteger tried = new AtomicInteger();
    assertThat(ShareFinder.find(shares, 5, secret -> tried.incrementAndGet() < 0)).isEmpty();
    assertThat(tried).hasValue(ShareFinder.MAX_SUBSETS);
  }

  @Test
  void find_twoSharesWithOneId_neverCombinesThem() {
    List<Share> shares = new ArrayList<>(withBad(Shamir.split(key.bytes(), 3, 2), 1));
    shares.add(Shamir.interpolate(shares.subList(1, 3), 1));
    shares.add(shares.getLast().copy());
    try (Found found = ShareFinder.find(shares, 2, key.keyId()).orElseThrow()) {
      assertThat(found.bad()).containsExactly(shares.getFirst());
    }
  }

  @Test
  void close_found_closesTheSecret() {
    Found found =
        ShareFinder.find(Shamir.split(key.bytes(), 2, 2), 2, key.keyId()).orElseThrow();
    found.close();
    assertThatIllegalStateException().isThrownBy(() -> found.secret().isZero());
  }

  @Test
  void find_noSubsetFits_isEmptyAfterTryingEachOnce() {
    List<Share> shares = Shamir.split(key.bytes(), 5, 3);
    AtomicInteger tried = new AtomicInteger();
    assertThat(ShareFinder.find(shares, 3, secret -> tried.incrementAndGet() < 0)).isEmpty();
    // 5 choose 3, after the 5 windows of neighbours.
    assertThat(tried).hasValue(5 + 10);
  }

  @Test
  void find_tooFewShares_isEmpty() {
    List<Share> shares = Shamir.split(key.bytes(), 3, 3).subList(0, 2);
    assertThat(ShareFinder.find(shares, 3, key.keyId())).isEmpty();
  }

  @Test
  void find_thresholdOfOne_isRefused() {
    List<Share> shares = Shamir.split(key.bytes(), 3, 2);
    assertThatExceptionOfType(ShareException.class)
        .isThrownBy(() -> ShareFinder.find(shares, 1, key.keyId()));
  }

  @Test
  void isGivenByFewer_thresholdOverstated_isTrue() {
    List<Share> shares = Shamir.split(key.bytes(), 4, 2);
    assertThat(ShareFinder.isGivenByFewer(shares.subList(0, 3), key.bytes()::matches)).isTrue();
    assertThat(ShareFinder.isGivenByFewer(shares.subList(0, 2), key.bytes()::matches)).isFalse();
  }

  private static List<Share> withBad(List<Share> shares, int... badIds) {
    List<Share> changed = new ArrayList<>(shares);
    for (int id : badIds) {
      SecretBytes wrong = RootKey.generate().bytes();
      changed.set(id - 1, new Share(id, wrong));
    }
    return changed;
  }
}
