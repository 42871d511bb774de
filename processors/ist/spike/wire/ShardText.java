// SPDX-License-Identifier: Apache-2.0
package ist.spike.wire;

import ist.spike.crypto.SecretBytes;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/** SPIKE's text form of a recovery share: {@code spike:<id>:<64 hex digits>}, no line end (wire spec 10.7). */
public final class ShardText {

  /** What every share begins with. */
  public static final String PREFIX = "spike";

  private ShardText() {}

  /** The text of a share, never a String. The caller zeroes it. */
  public static byte[] format(int id, SecretBytes value) {
    byte[] head = (PREFIX + ":" + id + ":").getBytes(StandardCharsets.US_ASCII);
    return value.lend(bytes -> {
      byte[] text = Arrays.copyOf(head, head.length + 2 * bytes.length);
      for (int i = 0; i < bytes.length; i++) {
        text[head.length + 2 * i] = (byte) HexFormat.of().toHighHexDigit(bytes[i]);
        text[head.length + 2 * i + 1] = (byte) HexFormat.of().toLowHexDigit(bytes[i]);
      }
      return text;
    });
  }
}
