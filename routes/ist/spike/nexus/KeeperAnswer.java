// SPDX-License-Identifier: Apache-2.0
package ist.spike.nexus;

import ist.spike.wire.HeldShare;
import java.util.Optional;

/**
 * What one Keeper answered when it was asked for its share.
 *
 * @param position its place in the peer list, from 1
 * @param share what it gave; empty when it had none or did not answer
 * @param trouble why there is no share, in one sentence; empty when there is one
 */
record KeeperAnswer(int position, Optional<HeldShare> share, String trouble)
    implements
      AutoCloseable {

  @Override
  public void close() {
    share.ifPresent(HeldShare::close);
  }
}
