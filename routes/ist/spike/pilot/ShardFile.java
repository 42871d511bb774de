// SPDX-License-Identifier: Apache-2.0
package ist.spike.pilot;

import ist.spike.crypto.SecretBytes;
import ist.spike.wire.ShardText;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * SPIKE's text form of a recovery share: {@code spike:<id>:<64 hex digits>} without a line end. The
 * share never becomes a String.
 */
final class ShardFile {

  /** More than any share has; what comes after it is not read. */
  static final int MAX_SIZE_BYTES = 4_096;

  /** The public description of the shares, in a file beside them. */
  static final String SET_NAME = "spike.share-set.json";

  private static final int HEX_DIGITS = 64;
  private static final int MAX_ID_DIGITS = 9;

  private ShardFile() {}

  /**
   * A share with its number, as an operator gave it.
   *
   * @param id the number; not yet validated
   * @param value owned by whoever asked
   */
  record Parsed(int id, SecretBytes value) implements AutoCloseable {

    @Override
    public void close() {
      value.close();
    }
  }

  /** The name of the file for a share; SPIKE's own for a plain one, whose suffix is {@code txt}. */
  static String name(int id, String suffix) {
    return "spike.recovery." + id + "." + suffix;
  }

  /** Reads the text of a share, white space around it ignored. */
  static Parsed parse(byte[] text) {
    int start = 0;
    int end = text.length;
    while (start < end && isSpace(text[start])) {
      start++;
    }
    while (end > start && isSpace(text[end - 1])) {
      end--;
    }
    int first = indexOfColon(text, start, end);
    int second = indexOfColon(text, first + 1, end);
    String prefix = first < 0 ? "" : ascii(text, start, first);
    if (!prefix.equals(ShardText.PREFIX) || second < 0
        || indexOfColon(text, second + 1, end) >= 0) {
      throw new CommandFailure("Error: Invalid shard format.",
          "a recovery shard is written spike:NUMBER:64 hexadecimal digits");
    }
    byte[] value = decode(text, second + 1, end);
    try {
      return new Parsed(id(ascii(text, first + 1, second)), SecretBytes.takeOwnership(value));
    } finally {
      Arrays.fill(value, (byte) 0);
    }
  }

  private static byte[] decode(byte[] text, int from, int to) {
    if (to - from != HEX_DIGITS) {
      throw new CommandFailure(
          "Error: Invalid hex shard length: " + (to - from) + " (expected " + HEX_DIGITS + ").",
          "the shard was cut, or something was added to it");
    }
    byte[] value = new byte[HEX_DIGITS / 2];
    for (int i = 0; i < value.length; i++) {
      int high = Character.digit(text[from + 2 * i], 16);
      int low = Character.digit(text[from + 2 * i + 1], 16);
      if (high < 0 || low < 0) {
        Arrays.fill(value, (byte) 0);
        throw new CommandFailure("Error: Failed to decode recovery shard.",
            "the third part of a shard has only the digits 0-9 and a-f");
      }
      value[i] = (byte) ((high << 4) | low);
    }
    return value;
  }

  private static int id(String text) {
    if (!text.matches("[0-9]{1," + MAX_ID_DIGITS + "}")) {
      throw new CommandFailure("Error: Invalid shard index: " + text,
          "the second part of a shard is its number");
    }
    return Integer.parseInt(text);
  }

  private static int indexOfColon(byte[] text, int from, int to) {
    for (int i = Math.max(0, from); i < to; i++) {
      if (text[i] == ':') {
        return i;
      }
    }
    return -1;
  }

  private static boolean isSpace(byte letter) {
    return letter == ' ' || (letter >= '\t' && letter <= '\r');
  }

  private static String ascii(byte[] text, int from, int to) {
    return new String(text, from, to - from, StandardCharsets.US_ASCII);
  }
}
