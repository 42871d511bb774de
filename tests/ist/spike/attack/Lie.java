// SPDX-License-Identifier: Apache-2.0
package ist.spike.attack;

import static java.nio.charset.StandardCharsets.US_ASCII;

import ist.spike.crypto.SecretBytes;
import ist.spike.keyring.Ceremony;
import ist.spike.shard.CheckValue;
import ist.spike.shard.Share;
import ist.spike.wire.HeldShare;
import ist.spike.wire.ShareLabel;
import java.util.Arrays;
import java.util.Optional;

/** What a Keeper can do instead of giving its share back. */
enum Lie {
  /** One bit of the share is another, the label is true. */
  WRONG_SHARE,
  /** A made-up share whose label fits it. */
  FORGED_SHARE,
  /** The true share under the number of another Keeper's. */
  WRONG_INDEX,
  /** A good share of another key. */
  OTHER_SET,
  /** A made-up share without a label, as one of SPIKE's Keepers would show it. */
  RANDOM,
  /** 32 bytes of zero. */
  ZERO,
  /** A number that is not below the order of the group. */
  NOT_BELOW_ORDER,
  /** A true share with a megabyte behind it. */
  OVERSIZED,
  /** An answer that never ends. */
  ENDLESS,
  /** No answer. */
  SILENT,
  /** An answer that comes so slowly that it never ends. */
  SLOW,
  /** Nobody listens. */
  CUT_OFF;

  private static final int OVERSIZE_BYTES = 1024 * 1024;
  private static final int SHARES = AttackedSystem.KEEPERS;

  /** Whether the Keeper answers at all, so that it can be told that it is the one who lies. */
  boolean isTold() {
    return compareTo(OVERSIZED) < 0;
  }

  /** The body of the answer; the true one where the lie is in how it is sent. */
  byte[] tell(HeldShare truth) {
    byte[] honest = truth.toJson();
    return switch (this) {
      case WRONG_SHARE -> with(flipped(truth), truth.label());
      case FORGED_SHARE -> forged(truth);
      case WRONG_INDEX -> with(truth.shard().copy(), truth.label().map(Lie::misnumbered));
      case OTHER_SET -> otherSet(truth);
      case RANDOM -> with(Ceremony.random(1).value(), Optional.empty());
      case ZERO -> filled((byte) 0, truth);
      case NOT_BELOW_ORDER -> filled((byte) 0xff, truth);
      case OVERSIZED -> oversized(honest);
      case ENDLESS, SILENT, SLOW, CUT_OFF -> honest;
    };
  }

  private static byte[] with(SecretBytes shard, Optional<ShareLabel> label) {
    try (HeldShare told = new HeldShare(shard, label, false)) {
      return told.toJson();
    }
  }

  private static SecretBytes flipped(HeldShare truth) {
    return SecretBytes.takeOwnership(truth.shard().lend(bytes -> {
      byte[] other = bytes.clone();
      other[other.length - 1] ^= 1;
      return other;
    }));
  }

  private static byte[] forged(HeldShare truth) {
    ShareLabel label = truth.label().orElseThrow();
    Share made = Ceremony.random(label.shareId());
    ShareLabel fitting = new ShareLabel(label.keyId(), label.shareSet(), label.shareId(),
        label.n(), label.t(), CheckValue.of(label.keyId(), label.shareSet(), made));
    return with(made.value(), Optional.of(fitting));
  }

  private static ShareLabel misnumbered(ShareLabel label) {
    int other = label.shareId() % SHARES + 1;
    return new ShareLabel(label.keyId(), label.shareSet(), other, label.n(), label.t(),
        label.check());
  }

  private static byte[] otherSet(HeldShare truth) {
    int id = truth.label().orElseThrow().shareId();
    try (Ceremony other = Ceremony.of(SHARES, AttackedSystem.THRESHOLD)) {
      return with(other.share(id).value().copy(), Optional.of(other.label(id)));
    }
  }

  private static byte[] filled(byte value, HeldShare truth) {
    byte[] bytes = new byte[Share.SIZE_BYTES];
    Arrays.fill(bytes, value);
    return with(SecretBytes.takeOwnership(bytes), truth.label());
  }

  private static byte[] oversized(byte[] honest) {
    byte[] body = Arrays.copyOf(honest, honest.length + OVERSIZE_BYTES);
    Arrays.fill(body, honest.length, body.length, " ".getBytes(US_ASCII)[0]);
    return body;
  }
}
