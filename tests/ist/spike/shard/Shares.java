// SPDX-License-Identifier: Apache-2.0
package ist.spike.shard;

import ist.spike.crypto.SecretBytes;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** What the tests of this package share. */
final class Shares {
  private Shares() {}

  static Share share(int id, String hex) {
    return new Share(id, SecretBytes.takeOwnership(HexFormat.of().parseHex(hex)));
  }

  static String hex(SecretBytes secret) {
    return secret.lend(HexFormat.of()::formatHex);
  }

  /** Every subset of {@code size} shares. */
  static List<List<Share>> subsets(List<Share> shares, int size) {
    List<List<Share>> subsets = new ArrayList<>();
    for (int mask = 0; mask < 1 << shares.size(); mask++) {
      if (Integer.bitCount(mask) == size) {
        List<Share> subset = new ArrayList<>();
        for (int i = 0; i < shares.size(); i++) {
          if ((mask >> i & 1) == 1) {
            subset.add(shares.get(i));
          }
        }
        subsets.add(subset);
      }
    }
    return subsets;
  }
}
