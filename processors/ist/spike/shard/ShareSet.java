// SPDX-License-Identifier: Apache-2.0
package ist.spike.shard;

import ist.spike.crypto.Identifier;
import ist.spike.crypto.KeyId;
import ist.spike.shard.ShareException.Reason;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The public description of a polynomial: whose key it shares, how many shares it has, how many are needed, and the
 * check value of each share, that of id 1 first.
 */
public record ShareSet(KeyId keyId, ShareSetId id, int shares, int threshold,
    List<CheckValue> checks) {
  /** With 1, each share would be the key. */
  public static final int MIN_THRESHOLD = 2;
  /** What a byte of the encoding holds. */
  public static final int MAX_SHARES = 255;

  private static final byte FORMAT_VERSION = 1;
  private static final int HEADER_SIZE_BYTES =
      1 + Identifier.SIZE_BYTES + Identifier.SIZE_BYTES + 1 + 1;

  /** Refuses anything but 2 &lt;= threshold &lt;= shares &lt;= 255 and one check value per share. */
  public ShareSet {
    checks = List.copyOf(checks);
    requireCounts(shares, threshold);
    if (checks.size() != shares) {
      throw new ShareException(Reason.MALFORMED,
          shares + " shares need as many check values, not " + checks.size());
    }
  }

  /** Describes {@code shares}, which must be all of them in the order of their ids 1, 2, 3 and so on. */
  public static ShareSet describe(KeyId keyId, ShareSetId id, int threshold, List<Share> shares) {
    List<CheckValue> checks = new ArrayList<>();
    for (Share share : shares) {
      if (share.id() != checks.size() + 1) {
        throw new IllegalArgumentException(
            "shares are described in the order of their ids, from 1");
      }
      checks.add(CheckValue.of(keyId, id, share));
    }
    return new ShareSet(keyId, id, shares.size(), threshold, checks);
  }

  /** Whether {@code share} is the one of this set with its id. */
  public boolean accepts(Share share) {
    return share.id() <= shares
        && checks.get(share.id() - 1).equals(CheckValue.of(keyId, id, share));
  }

  /** Version byte 1, key id (16), set id (16), shares (1), threshold (1), check values (16 each). */
  public byte[] toBytes() {
    ByteBuffer bytes = ByteBuffer.allocate(HEADER_SIZE_BYTES + shares * Identifier.SIZE_BYTES);
    bytes.put(FORMAT_VERSION).put(keyId.toBytes()).put(id.toBytes());
    bytes.put((byte) shares).put((byte) threshold);
    checks.forEach(check -> bytes.put(check.toBytes()));
    return bytes.array();
  }

  /** Reads what {@link #toBytes} wrote; anything else, also a longer text, is a {@link ShareException}. */
  public static ShareSet parse(byte[] encoded) {
    if (encoded.length < HEADER_SIZE_BYTES || encoded[0] != FORMAT_VERSION) {
      throw new ShareException(Reason.MALFORMED,
          "not a share set of format version " + FORMAT_VERSION);
    }
    ByteBuffer bytes = ByteBuffer.wrap(encoded, 1, encoded.length - 1);
    KeyId keyId = KeyId.of(next(bytes));
    ShareSetId id = ShareSetId.of(next(bytes));
    int shares = Byte.toUnsignedInt(bytes.get());
    int threshold = Byte.toUnsignedInt(bytes.get());
    if (bytes.remaining() != shares * Identifier.SIZE_BYTES) {
      throw new ShareException(Reason.MALFORMED,
          "a share set of " + shares + " shares does not have " + encoded.length + " bytes");
    }
    List<CheckValue> checks = new ArrayList<>();
    for (int i = 0; i < shares; i++) {
      checks.add(CheckValue.of(next(bytes)));
    }
    return new ShareSet(keyId, id, shares, threshold, checks);
  }

  static void requireCounts(int shares, int threshold) {
    if (threshold < MIN_THRESHOLD || threshold > shares || shares > MAX_SHARES) {
      throw new ShareException(Reason.COUNT_OUT_OF_RANGE,
          "need 2 <= threshold <= shares <= " + MAX_SHARES + ", not threshold " + threshold + " of "
              + shares + " shares");
    }
  }

  private static byte[] next(ByteBuffer bytes) {
    byte[] identifier = new byte[Identifier.SIZE_BYTES];
    bytes.get(identifier);
    return identifier;
  }
}
