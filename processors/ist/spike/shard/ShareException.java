// SPDX-License-Identifier: Apache-2.0
package ist.spike.shard;

/** Shares, or a public description of shares, that cannot be used. The message holds numbers but never a value. */
public final class ShareException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What is wrong. */
  public enum Reason {
    /** A share id outside 1 to 1,000. */
    ID_OUT_OF_RANGE,
    /** A share or secret that is not 32 bytes, is zero, or is not below the group order. */
    VALUE_OUT_OF_RANGE,
    /** Two shares with one id. */
    DUPLICATE_ID,
    /** Too few or too many shares for what was asked, or a threshold outside 2 to the number of shares. */
    COUNT_OUT_OF_RANGE,
    /** Shares of different polynomials: they combine to no valid key. */
    NO_SECRET,
    /** The bytes or texts of a share set description are not of its format. */
    MALFORMED
  }

  private final Reason reason;

  public ShareException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
