// SPDX-License-Identifier: Apache-2.0
package ist.spike.shard;

import static org.assertj.core.api.Assertions.assertThat;

import ist.spike.crypto.RootKey;
import ist.spike.crypto.SecretBytes;
import ist.spike.shard.ShareException.Reason;
import ist.spike.shard.ShareFinder.Found;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What holds for every key, every n and every t; the seed makes a failure come again. */
final class ShamirPropertiesTest {
  private static final int ROUNDS = 150;
  private static final int MOST_SHARES = 40;

  private final Random random = new Random(4_002);
  private final RootKey key = RootKey.generate();

  @AfterEach
  void close() {
    key.close();
  }

  @Test
  void combine_anyThresholdOfSharesInAnyOrder_givesTheSecret() {
    for (int round = 0; round < ROUNDS; round++) {
      int n = 2 + random.nextInt(MOST_SHARES - 1);
      int t = 2 + random.nextInt(n - 1);
      List<Share> shares = split(n, t);
      List<Share> some = anyOf(shares, t);
      try (SecretBytes secret = Shamir.combine(some)) {
        assertThat(secret.matches(key.bytes())).as("%s of %s", t, n).isTrue();
      }
      shares.forEach(Share::close);
    }
  }

  @Test
  void interpolate_anyThresholdOfShares_givesEveryOtherShare() {
    for (int round = 0; round < ROUNDS / 5; round++) {
      int n = 2 + random.nextInt(MOST_SHARES / 4);
      int t = 2 + random.nextInt(n - 1);
      List<Share> shares = split(n, t);
      List<Share> some = anyOf(shares, t);
      for (Share share : shares) {
        try (Share again = Shamir.interpolate(some, share.id())) {
          assertThat(again.matches(share)).isTrue();
        }
      }
      shares.forEach(Share::close);
    }
  }

  /** What SPIKE's derivation makes lies on one polynomial of the same degree, as ours does. */
  @Test
  void interpolate_sharesLikeSpike_giveEveryOtherShare() {
    List<Share> shares = Shamir.splitLikeSpike(key.bytes(), 7, 4);
    List<Share> some = anyOf(shares, 4);
    for (Share share : shares) {
      try (Share again = Shamir.interpolate(some, share.id())) {
        assertThat(again.matches(share)).isTrue();
      }
    }
  }

  /** One flipped bit, anywhere: refused by its check value, and by the key it would give. */
  @Test
  void accepts_anyBitOfAShareFlipped_isFalse() {
    List<Share> shares = split(5, 3);
    ShareSet set = ShareSet.describe(key.keyId(), ShareSetId.random(), 3, shares);
    for (int bit = 0; bit < 8 * Share.SIZE_BYTES; bit++) {
      Share good = shares.get(random.nextInt(shares.size()));
      try (Share bad = flipped(good, bit)) {
        assertThat(set.accepts(bad)).isFalse();
        List<Share> mixed = new ArrayList<>(shares);
        mixed.set(good.id() - 1, bad);
        try (Found found = ShareFinder.find(mixed, 3, key.keyId()).orElseThrow()) {
          assertThat(found.badIds()).containsExactly(good.id());
        }
      }
    }
  }

  @Test
  void combine_sharesOfTwoSets_neverGivesEitherKeyAndTheForeignOnesAreNamed() {
    try (RootKey other = RootKey.generate()) {
      for (int round = 0; round < ROUNDS / 5; round++) {
        List<Share> mixed = new ArrayList<>(split(5, 3));
        int foreign = 1 + random.nextInt(5);
        RootKey source = random.nextBoolean() ? key : other;
        mixed.set(foreign - 1, Shamir.split(source.bytes(), 5, 3).get(foreign - 1));
        List<Share> withForeign = new ArrayList<>(mixed);
        Collections.rotate(withForeign, 1 - foreign);
        try (SecretBytes wrong = Shamir.combine(withForeign.subList(0, 3))) {
          assertThat(wrong.matches(key.bytes())).isFalse();
          assertThat(wrong.matches(other.bytes())).isFalse();
        }
        try (Found found = ShareFinder.find(mixed, 3, key.keyId()).orElseThrow()) {
          assertThat(found.badIds()).containsExactly(foreign);
        }
      }
    }
  }

  private List<Share> split(int n, int t) {
    return Shamir.split(key.bytes(), n, t);
  }

  private List<Share> anyOf(List<Share> shares, int count) {
    List<Share> shuffled = new ArrayList<>(shares);
    Collections.shuffle(shuffled, random);
    return List.copyOf(shuffled.subList(0, count));
  }

  /** Only a flip that leaves no number of the field is made elsewhere: such a share cannot even be. */
  private static Share flipped(Share share, int bit) {
    byte[] bytes = share.value().<byte[]>lend(byte[]::clone);
    bytes[bit / 8] ^= (byte) (1 << bit % 8);
    try {
      return new Share(share.id(), SecretBytes.takeOwnership(bytes));
    } catch (ShareException e) {
      assertThat(e.reason()).isEqualTo(Reason.VALUE_OUT_OF_RANGE);
      return flipped(share, bit ^ 1 << 7);
    }
  }
}
