// SPDX-License-Identifier: Apache-2.0
package ist.spike.shard;

import static ist.spike.shard.Shares.hex;
import static ist.spike.shard.Shares.share;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ist.spike.crypto.SecretBytes;
import ist.spike.shard.ShareException.Reason;
import ist.spike.vectors.Vectors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the real Go code of SPIKE 0.8.0 (kind v1) and 0.8.2 (kind v2) made. */
final class SpikeVectorsTest {
  private static final Vectors SPIKE = Vectors.load("shamir-vectors.json");

  @Test
  void combine_firstAndLastSharesOfEveryVector_givesTheRootKey() {
    assertThat(SPIKE.members("vectors")).hasSize(112);
    for (Vectors vector : SPIKE.members("vectors")) {
      List<Share> shares = sharesOf(vector);
      int threshold = vector.number("threshold");
      assertCombines(shares.subList(0, threshold), vector.text("root_key"));
      assertCombines(shares.subList(shares.size() - threshold, shares.size()).reversed(),
          vector.text("root_key"));
    }
  }

  @Test
  void interpolate_firstSharesOfEveryVector_giveTheLastShare() {
    for (Vectors vector : SPIKE.members("vectors")) {
      List<Share> shares = sharesOf(vector);
      try (Share last =
          Shamir.interpolate(shares.subList(0, vector.number("threshold")), shares.size())) {
        assertThat(last.matches(shares.getLast())).isTrue();
      }
    }
  }

  @Test
  void splitLikeSpike_everyVectorOfKindTwo_givesTheSharesOfGo() {
    int compared = 0;
    for (Vectors vector : SPIKE.members("vectors")) {
      if (vector.text("kind").equals("v2") && vector.number("threshold") > 1) {
        try (SecretBytes key = vector.secret("root_key")) {
          List<Share> shares =
              Shamir.splitLikeSpike(key, vector.number("shares_n"), vector.number("threshold"));
          assertThat(shares.stream().map(share -> hex(share.value())).toList())
              .isEqualTo(sharesOf(vector).stream().map(share -> hex(share.value())).toList());
          compared++;
        }
      }
    }
    assertThat(compared).isEqualTo(42);
  }

  @Test
  void draw_blocksNotBelowTheOrder_areDropped() {
    Vectors vector = SPIKE.member("random_scalar_v2_rejection");
    byte[] stream = vector.bytes("reader_bytes");
    Iterator<byte[]> blocks = List.of(Arrays.copyOfRange(stream, 0, 32),
        Arrays.copyOfRange(stream, 32, 64), Arrays.copyOfRange(stream, 64, 96)).iterator();
    assertThat(HexFormat.of().formatHex(Limbs.toBytes(Polynomial.draw(blocks::next))))
        .isEqualTo(vector.text("scalar"));
  }

  @Test
  void combine_mixedKinds_givesTheWrongKeyThatGoGives() {
    Vectors mixed = SPIKE.member("must_not_be_mixed");
    assertCombines(List.of(share(1, mixed.text("share_1_kind_v1")),
        share(2, mixed.text("share_2_kind_v2"))),
        mixed.text("combine_gives_wrong_key_without_error"));
    Vectors keys = SPIKE.member("shares_of_two_keys");
    assertCombines(List.of(share(1, keys.text("share_1_of_key_a")),
        share(2, keys.text("share_2_of_key_b"))),
        keys.text("combine_gives_wrong_key_without_error"));
  }

  @Test
  void combine_fewerThanTheThreshold_givesTheWrongKeyThatGoGives() {
    Vectors vector = SPIKE.member("wrong_threshold");
    assertThat(vector.texts("ids")).containsExactly("1", "2");
    Vectors shares = vector.member("shares");
    assertCombines(List.of(share(1, shares.text("1")), share(2, shares.text("2"))),
        vector.text("result"));
  }

  @Test
  void share_valueNotBelowTheOrder_isRefused() {
    for (String value : SPIKE.texts("invalid_share_values")) {
      assertThatExceptionOfType(ShareException.class).isThrownBy(() -> share(1, value))
          .extracting(ShareException::reason).isEqualTo(Reason.VALUE_OUT_OF_RANGE);
    }
  }

  @Test
  void splitLikeSpike_invalidRootKeys_areRefused() {
    for (Vectors invalid : SPIKE.members("invalid_root_keys")) {
      try (SecretBytes key = invalid.secret("root_key")) {
        assertThatExceptionOfType(ShareException.class)
            .isThrownBy(() -> Shamir.splitLikeSpike(key, 3, 2))
            .extracting(ShareException::reason).isEqualTo(Reason.VALUE_OUT_OF_RANGE);
      }
    }
  }

  private static List<Share> sharesOf(Vectors vector) {
    Vectors values = vector.member("shares");
    List<Share> shares = new ArrayList<>();
    for (int id = 1; id <= vector.number("shares_n"); id++) {
      shares.add(share(id, values.text(Integer.toString(id))));
    }
    return shares;
  }

  private static void assertCombines(List<Share> shares, String expected) {
    try (SecretBytes combined = Shamir.combine(shares)) {
      assertThat(hex(combined)).isEqualTo(expected);
    }
  }
}
