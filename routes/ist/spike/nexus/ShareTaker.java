// SPDX-License-Identifier: Apache-2.0
package ist.spike.nexus;

import ist.spike.shard.Share;
import ist.spike.wire.RestoreProgress;

/** Takes recovery shares one by one and unseals when there are enough of them. */
@FunctionalInterface
interface ShareTaker {

  /** Takes one share, which is the taker's from now on. */
  RestoreProgress add(Share share);
}
