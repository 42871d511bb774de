// SPDX-License-Identifier: Apache-2.0
package ist.spike.shard;

import ist.spike.crypto.ScalarRange;
import ist.spike.crypto.SecretBytes;
import ist.spike.shard.ShareException.Reason;

/** One point of the polynomial: a public id, 1 to 1,000, and a secret value of 32 bytes, 0 &lt; value &lt; N. */
public final class Share implements AutoCloseable {
  /** SPIKE's own bound of what it takes as an id (SPIKE_NEXUS_SHAMIR_MAX_SHARE_COUNT). */
  public static final int MAX_ID = 1_000;
  public static final int SIZE_BYTES = ScalarRange.SIZE_BYTES;

  private final int id;
  private final SecretBytes value;

  /** Takes ownership of {@code value}, and closes it when the share is refused. */
  public Share(int id, SecretBytes value) {
    this.id = id;
    this.value = value;
    try {
      requireId(id);
      if (!ScalarRange.contains(value)) {
        throw new ShareException(Reason.VALUE_OUT_OF_RANGE,
            "the value of share " + id
                + " is not 32 bytes, is zero or is not below the group order");
      }
    } catch (ShareException e) {
      value.close();
      throw e;
    }
  }

  public int id() {
    return id;
  }

  /** Borrowed; it stays owned by this share. */
  public SecretBytes value() {
    return value;
  }

  /** A second, independent owner of the same share. */
  public Share copy() {
    return new Share(id, value.copy());
  }

  /** Whether both are the same point; in constant time but for the public id. */
  public boolean matches(Share other) {
    return id == other.id && value.matches(other.value);
  }

  @Override
  public void close() {
    value.close();
  }

  @Override
  public String toString() {
    return "Share[" + id + ", redacted]";
  }

  static void requireId(int id) {
    if (id < 1 || id > MAX_ID) {
      throw new ShareException(Reason.ID_OUT_OF_RANGE,
          "a share id is 1 to " + MAX_ID + ", not " + id);
    }
  }
}
