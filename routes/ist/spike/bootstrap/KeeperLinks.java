// SPDX-License-Identifier: Apache-2.0
package ist.spike.bootstrap;

import ist.spike.keyring.KeeperFinding;
import ist.spike.shard.Share;
import ist.spike.wire.ShareLabel;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/** The Keepers, as Bootstrap reaches them. */
public interface KeeperLinks {

  /** Where they are; the position in this list, from 1, is the id of a Keeper's share. */
  List<URI> addresses();

  /** What a Keeper holds; a Keeper that does not answer is a finding, not an exception. */
  KeeperFinding look(int position);

  /**
   * Gives a Keeper its share, which stays the caller's.
   *
   * @throws ist.spike.wire.SpikeException when the Keeper did not take it
   */
  void contribute(int position, Share share, Optional<ShareLabel> label);
}
