// SPDX-License-Identifier: Apache-2.0
package ist.spike.audit;

import ist.spike.wire.ErrorCode;
import ist.spike.wire.SpikeException;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The newest element of a chain of records. Each element's hash covers the one before it, so this one
 * stands for all of them.
 *
 * @param sequence number of the element, from 1; 0 when there is none
 * @param hash SHA-256, 64 lower-case hexadecimal digits; zeros when there is none
 */
public record ChainHead(long sequence, String hash) {

  /** Size of a hash. */
  public static final int HASH_SIZE_BYTES = 32;
  /** Of a chain without an element. */
  public static final ChainHead NONE = new ChainHead(0, "0".repeat(2 * HASH_SIZE_BYTES));

  private static final Pattern TEXT = Pattern.compile("([0-9]{1,18}):([0-9a-f]{64})");

  /** An element by its number and its hash. */
  public static ChainHead of(long sequence, byte[] hash) {
    return new ChainHead(sequence, HexFormat.of().formatHex(hash));
  }

  /** Reads what {@link #toString} gives; anything else is damage. */
  static ChainHead parse(String text) {
    Matcher parts = TEXT.matcher(text);
    if (!parts.matches()) {
      throw new SpikeException(ErrorCode.DAMAGED, "not a place in a chain of records");
    }
    return new ChainHead(Long.parseLong(parts.group(1)), parts.group(2));
  }

  /** The element after this one. */
  public ChainHead next(byte[] nextHash) {
    return new ChainHead(Math.addExact(sequence, 1), HexFormat.of().formatHex(nextHash));
  }

  /** The hash as bytes. */
  public byte[] hashBytes() {
    return HexFormat.of().parseHex(hash);
  }

  /** As {@code sequence:hash}. */
  @Override
  public String toString() {
    return sequence + ":" + hash;
  }
}
