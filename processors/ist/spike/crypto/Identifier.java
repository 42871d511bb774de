// SPDX-License-Identifier: Apache-2.0
package ist.spike.crypto;

import java.util.HexFormat;

/** The text form that all 16-byte public values share: 32 lower-case hexadecimal digits. */
public final class Identifier {
  public static final int SIZE_BYTES = 16;

  private static final int DIGITS = 2 * SIZE_BYTES;

  private Identifier() {}

  /** Gives {@code hex} back when it is 32 lower-case hexadecimal digits; one value has one text only. */
  public static String requireHex(String hex) {
    boolean valid = hex.length() == DIGITS
        && hex.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'));
    if (!valid) {
      throw new IllegalArgumentException("expected 32 lower-case hexadecimal digits");
    }
    return hex;
  }

  /** The text of 16 bytes. */
  public static String hexOf(byte[] bytes) {
    return requireHex(HexFormat.of().formatHex(bytes));
  }

  /** The 16 bytes of a text. */
  public static byte[] bytesOf(String hex) {
    return HexFormat.of().parseHex(requireHex(hex));
  }
}
