// SPDX-License-Identifier: Apache-2.0
package ist.spike.bootstrap;

import ist.spike.shard.Share;
import ist.spike.wire.ShareLabel;
import java.net.URI;
import java.util.Optional;

/**
 * One share on its way to one Keeper.
 *
 * @param run to which it belongs
 * @param keeper where the Keeper is
 * @param share borrowed from the run
 * @param label what the share is; empty for SPIKE's own Nexus
 * @param tries counts what was tried
 */
record Delivery(BootstrapRun run, URI keeper, Share share, Optional<ShareLabel> label,
    Tries tries) {

  @Override
  public String toString() {
    return "Delivery[share " + share.id() + " to " + keeper + "]";
  }
}
