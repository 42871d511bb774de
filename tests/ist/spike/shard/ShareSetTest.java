// SPDX-License-Identifier: Apache-2.0
package ist.spike.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ist.spike.crypto.KeyId;
import ist.spike.vectors.Vectors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ShareSetTest {
  private static final List<Vectors> SETS = Vectors.load("keys.json").members("share_sets");

  @Test
  void describe_sharesOfTheScript_givesItsChecksAndBytes() {
    assertThat(SETS).hasSize(3);
    for (Vectors vector : SETS) {
      ShareSet set = ShareSet.describe(KeyId.parse(vector.text("key_id")),
          ShareSetId.parse(vector.text("share_set")), vector.number("t"), sharesOf(vector));
      assertThat(set.checks().stream().map(CheckValue::hex).toList())
          .isEqualTo(vector.texts("checks"));
      assertThat(set.toBytes()).isEqualTo(vector.bytes("encoded"));
      assertThat(ShareSet.parse(vector.bytes("encoded"))).isEqualTo(set);
    }
  }

  @Test
  void accepts_ownAndForeignShares_tellsThemApart() {
    ShareSet set = ShareSet.parse(SETS.getFirst().bytes("encoded"));
    List<Share> own = sharesOf(SETS.getFirst());
    List<Share> foreign = sharesOf(SETS.get(1));
    assertThat(own).allMatch(set::accepts);
    assertThat(foreign).noneMatch(set::accepts);
    assertThat(set.accepts(new Share(2, own.getFirst().value().copy()))).isFalse();
  }

  @Test
  void random_twice_differs() {
    ShareSetId one = ShareSetId.random();
    assertThat(one).isNotEqualTo(ShareSetId.random()).hasToString(one.hex());
  }

  @Test
  void parse_anyOtherLength_isRefused() {
    byte[] encoded = SETS.getFirst().bytes("encoded");
    for (int size = 0; size <= encoded.length + 1; size++) {
      if (size != encoded.length) {
        assertMalformed(Arrays.copyOf(encoded, size));
      }
    }
  }

  @Test
  void parse_otherVersionOrCounts_isRefused() {
    byte[] encoded = SETS.getFirst().bytes("encoded");
    assertMalformed(with(encoded, 0, 2));
    assertMalformed(with(encoded, 33, 4));
    assertMalformed(with(encoded, 34, 1));
    assertMalformed(with(encoded, 34, 4));
  }

  private static void assertMalformed(byte[] encoded) {
    assertThatExceptionOfType(ShareException.class).isThrownBy(() -> ShareSet.parse(encoded));
  }

  private static byte[] with(byte[] bytes, int at, int value) {
    byte[] changed = bytes.clone();
    changed[at] = (byte) value;
    return changed;
  }

  private static List<Share> sharesOf(Vectors vector) {
    List<Share> shares = new ArrayList<>();
    vector.texts("shares").forEach(hex -> shares.add(Shares.share(shares.size() + 1, hex)));
    return shares;
  }
}
