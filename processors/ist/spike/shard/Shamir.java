// SPDX-License-Identifier: Apache-2.0
package ist.spike.shard;

import ist.spike.crypto.ScalarRange;
import ist.spike.crypto.SecretBytes;
import ist.spike.shard.ShareException.Reason;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/**
 * Shamir's secret sharing (Communications of the ACM 22(11), 1979) over the integers modulo the order of P-256, the
 * field that SPIKE uses, so that shares of either system combine. Secrets and shares pass through constant-time limb
 * arithmetic only.
 */
public final class Shamir {
  private Shamir() {}

  /**
   * Splits {@code secret} (0 &lt; secret &lt; N) into shares 1 to {@code shares}, of which any {@code threshold} give it
   * back and fewer tell nothing. The caller closes the shares, and combines them again before anyone gets one.
   */
  public static List<Share> split(SecretBytes secret, int shares, int threshold) {
    requireSplittable(secret, shares, threshold);
    try (Polynomial polynomial = Polynomial.random(secret, threshold)) {
      return points(polynomial, shares);
    }
  }

  /**
   * Splits as SPIKE 0.8.2 does (kind v2): one secret always gives the same shares. Only for a system with a Go Nexus,
   * which splits again by itself. Weaker than {@link #split}: whoever has a share can test a guess of the secret.
   */
  public static List<Share> splitLikeSpike(SecretBytes secret, int shares, int threshold) {
    requireSplittable(secret, shares, threshold);
    try (Polynomial polynomial = Polynomial.likeSpike(secret, threshold)) {
      return points(polynomial, shares);
    }
  }

  /**
   * The secret of exactly threshold many shares with distinct ids; the caller closes it. Shares that do not belong
   * together give, without any error, some other secret: compare its key id.
   */
  public static SecretBytes combine(List<Share> shares) {
    SecretBytes secret = valueAt(shares, 0);
    if (!ScalarRange.contains(secret)) {
      secret.close();
      throw new ShareException(Reason.NO_SECRET, "these shares do not combine to a secret");
    }
    return secret;
  }

  /** The share {@code id} of the polynomial that exactly threshold many {@code shares} lie on; the caller closes it. */
  public static Share interpolate(List<Share> shares, int id) {
    Share.requireId(id);
    return new Share(id, valueAt(shares, id));
  }

  private static SecretBytes valueAt(List<Share> shares, int x) {
    List<Integer> ids = shares.stream().map(Share::id).toList();
    requireDistinct(ids);
    List<BigInteger> factors = Lagrange.coefficients(ids, x);
    long[] sum = new long[Limbs.COUNT];
    for (int i = 0; i < ids.size(); i++) {
      long[] value = shares.get(i).value().lend(Limbs::of);
      Limbs.addProduct(sum, value, factors.get(i));
      Limbs.clear(value);
    }
    SecretBytes result = SecretBytes.takeOwnership(Limbs.toBytes(sum));
    Limbs.clear(sum);
    return result;
  }

  private static List<Share> points(Polynomial polynomial, int shares) {
    List<Share> points = new ArrayList<>(shares);
    for (int id = 1; id <= shares; id++) {
      points.add(polynomial.at(id));
    }
    return List.copyOf(points);
  }

  private static void requireSplittable(SecretBytes secret, int shares, int threshold) {
    ShareSet.requireCounts(shares, threshold);
    if (!ScalarRange.contains(secret)) {
      throw new ShareException(Reason.VALUE_OUT_OF_RANGE,
          "a secret to split has 32 bytes, is not zero and is below the group order");
    }
  }

  private static void requireDistinct(List<Integer> ids) {
    if (ids.isEmpty() || ids.size() > Share.MAX_ID) {
      throw new ShareException(Reason.COUNT_OUT_OF_RANGE,
          "cannot combine " + ids.size() + " shares");
    }
    if (new HashSet<>(ids).size() != ids.size()) {
      throw new ShareException(Reason.DUPLICATE_ID, "two shares have the same id among " + ids);
    }
  }
}
