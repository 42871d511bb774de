// SPDX-License-Identifier: Apache-2.0
package ist.spike.wire;

import ist.spike.crypto.KeyId;
import ist.spike.shard.CheckValue;
import ist.spike.shard.ShareSetId;
import java.util.Optional;

/**
 * What a share on the wire is a share of: our members beside SPIKE's, all or none of them.
 *
 * @param keyId the root key it is of
 * @param shareSet the polynomial it is on
 * @param shareId its point, 1 to 1000
 * @param n how many shares there are
 * @param t how many combine
 * @param check its check value
 */
public record ShareLabel(KeyId keyId, ShareSetId shareSet, int shareId, int n, int t,
    CheckValue check) {

  static final int MAX_SHARE_ID = 1000;
  static final int MAX_SHARES = 255;
  private static final int MIN_THRESHOLD = 2;

  /** Refuses numbers that no share can have. */
  public ShareLabel {
    if (shareId < 1 || shareId > MAX_SHARE_ID || t < MIN_THRESHOLD || t > n || n > MAX_SHARES) {
      throw new IllegalArgumentException(
          "no share has id " + shareId + " of " + n + " with threshold " + t);
    }
  }

  void write(GoWriter out) {
    out.member("keyId", keyId.toString()).member("shareSet", shareSet.toString())
        .member("shareId", shareId).member("n", n).member("t", t)
        .member("check", check.toString());
  }

  /** Collects the label's members while the message around them is read. */
  static final class Parts {

    static final String[] NAMES = {"keyId", "shareSet", "shareId", "n", "t", "check"};

    private String keyId = "";
    private String shareSet = "";
    private String check = "";
    private int shareId;
    private int n;
    private int t;

    /** Reads the member the reader is at, which is one of {@link #NAMES}. */
    void read(GoReader in) {
      switch (in.name()) {
        case "keyId" -> keyId = in.text();
        case "shareSet" -> shareSet = in.text();
        case "shareId" -> shareId = in.integer();
        case "n" -> n = in.integer();
        case "t" -> t = in.integer();
        default -> check = in.text();
      }
    }

    /** The label; empty when none of its members was there; refused when only some were. */
    Optional<ShareLabel> label(GoReader in) {
      boolean absent = keyId.isEmpty() && shareSet.isEmpty() && check.isEmpty();
      if (absent && shareId == 0 && n == 0 && t == 0) {
        return Optional.empty();
      }
      try {
        return Optional.of(new ShareLabel(KeyId.parse(keyId), ShareSetId.parse(shareSet), shareId,
            n, t, CheckValue.parse(check)));
      } catch (IllegalArgumentException e) {
        throw in.unreadable();
      }
    }
  }

  /** The value the reader is at as a label of its own; empty for {@code null}. */
  static Optional<ShareLabel> read(GoReader in) {
    GoReader label = in.object(Parts.NAMES);
    Parts parts = new Parts();
    while (label.next()) {
      parts.read(label);
    }
    return parts.label(label);
  }
}
