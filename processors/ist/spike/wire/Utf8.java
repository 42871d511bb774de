// SPDX-License-Identifier: Apache-2.0
package ist.spike.wire;

import java.io.ByteArrayOutputStream;

/** Makes text valid the way Go does: whatever is not UTF-8 becomes U+FFFD. */
final class Utf8 {

  private static final byte[] REPLACEMENT = {(byte) 0xef, (byte) 0xbf, (byte) 0xbd};

  private Utf8() {}

  /** The same array when it is valid UTF-8; else a copy with each invalid byte replaced. */
  static byte[] replaceInvalid(byte[] bytes) {
    int valid = 0;
    while (valid < bytes.length && lengthAt(bytes, valid) > 0) {
      valid += lengthAt(bytes, valid);
    }
    if (valid == bytes.length) {
      return bytes;
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length + 64);
    for (int i = 0; i < bytes.length;) {
      int length = lengthAt(bytes, i);
      if (length > 0) {
        out.write(bytes, i, length);
      } else {
        out.writeBytes(REPLACEMENT);
      }
      i += Math.max(1, length);
    }
    return out.toByteArray();
  }

  /** The same text with each surrogate that has no partner replaced. */
  static String replaceLoneSurrogates(String text) {
    StringBuilder replaced = new StringBuilder(0);
    for (int i = 0; i < text.length();) {
      int rune = text.codePointAt(i);
      if (rune >= Character.MIN_SURROGATE && rune <= Character.MAX_SURROGATE) {
        if (replaced.isEmpty()) {
          replaced.append(text);
        }
        replaced.setCharAt(i, '\ufffd');
      }
      i += Character.charCount(rune);
    }
    return replaced.isEmpty() ? text : replaced.toString();
  }

  /** How many bytes the valid sequence at {@code i} has; 0 when there is none (RFC 3629, 4). */
  private static int lengthAt(byte[] bytes, int i) {
    int first = Byte.toUnsignedInt(bytes[i]);
    if (first < 0x80) {
      return 1;
    }
    int second = i + 1 < bytes.length ? Byte.toUnsignedInt(bytes[i + 1]) : 0;
    return switch (first >> 4) {
      case 0xc, 0xd -> first >= 0xc2 && within(second, 0x80, 0xbf) ? 2 : 0;
      case 0xe -> within(second, first == 0xe0 ? 0xa0 : 0x80, first == 0xed ? 0x9f : 0xbf)
          && continues(bytes, i + 2) ? 3 : 0;
      case 0xf -> first <= 0xf4
          && within(second, first == 0xf0 ? 0x90 : 0x80, first == 0xf4 ? 0x8f : 0xbf)
          && continues(bytes, i + 2) && continues(bytes, i + 3) ? 4 : 0;
      default -> 0;
    };
  }

  private static boolean continues(byte[] bytes, int i) {
    return i < bytes.length && within(Byte.toUnsignedInt(bytes[i]), 0x80, 0xbf);
  }

  private static boolean within(int value, int min, int max) {
    return value >= min && value <= max;
  }
}
