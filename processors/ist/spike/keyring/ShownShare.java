// SPDX-License-Identifier: Apache-2.0
package ist.spike.keyring;

import ist.spike.shard.CheckValue;
import ist.spike.shard.Share;
import ist.spike.wire.HeldShare;
import ist.spike.wire.ShareLabel;
import java.util.Optional;

/**
 * A share as a Keeper showed it.
 *
 * @param keeper the Keeper's place in the list of peers, from 1
 * @param share the share; closed with this object
 * @param label what the Keeper says it is; empty from a Go peer, whose share has its Keeper's
 *     position as id and belongs to the set "none"
 */
public record ShownShare(int keeper, Share share, Optional<ShareLabel> label)
    implements
      AutoCloseable {

  /**
   * What {@code held} is when this Keeper shows it; the share is a copy.
   *
   * @throws ist.spike.shard.ShareException when it cannot be a share of anything
   */
  public static ShownShare of(int keeper, HeldShare held) {
    int id = held.label().map(ShareLabel::shareId).orElse(keeper);
    return new ShownShare(keeper, new Share(id, held.shard().copy()), held.label());
  }

  /** Whether the share is the one its label describes; without a label nobody can tell. */
  public boolean isIntact() {
    return label.isEmpty() || CheckValue.of(label.get().keyId(), label.get().shareSet(), share)
        .equals(label.get().check());
  }

  @Override
  public void close() {
    share.close();
  }
}
