// SPDX-License-Identifier: Apache-2.0
package ist.spike.keyring;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * What the settings of Bootstrap ask for.
 *
 * @param mode the backend Nexus is expected to have; empty for whatever it has
 * @param shares how many shares; empty for Nexus's own number
 * @param threshold how many combine; empty for Nexus's own number
 * @param force whether to go on where what is there cannot be told
 */
public record BootstrapWish(Optional<String> mode, OptionalInt shares, OptionalInt threshold,
    boolean force) {

  int sharesWith(int nexusHas) {
    return shares.orElse(nexusHas > 0 ? nexusHas : Sharing.DEFAULT_SHARES);
  }

  int thresholdWith(int nexusHas) {
    return threshold.orElse(nexusHas > 0 ? nexusHas : Sharing.DEFAULT_THRESHOLD);
  }
}
