// SPDX-License-Identifier: Apache-2.0
package ist.spike.bootstrap;

import ist.spike.config.Settings;
import ist.spike.identity.Roles;
import ist.spike.keyring.BootstrapWish;
import ist.spike.kit.ProgramSettings;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/**
 * Everything a run is told, read and checked before it does anything.
 *
 * @param settings how to go about it
 * @param keepers where the Keepers are, in the order of their shares
 * @param nexus where Nexus is
 * @param roles who is who
 * @param limit of the whole run
 */
record BootstrapPlan(BootstrapSettings settings, List<URI> keepers, URI nexus, Roles roles,
    Duration limit) {

  /** What 0, SPIKE's "no limit", means here: as long as the parts may take. */
  private static final Duration LONGEST = Duration.ofDays(2);

  /**
   * Reads the settings.
   *
   * @throws ist.spike.wire.SpikeException naming the first that is missing, invalid or contradicts
   *     another
   */
  static BootstrapPlan of(Settings settings) {
    BootstrapSettings own = BootstrapSettings.of(settings);
    List<URI> keepers = settings.uris("nexus.keeper.peers");
    if (keepers.isEmpty()) {
      throw settings.invalid("nexus.keeper.peers", "it must name one keeper for each share");
    }
    requireSharable(settings, own.wish(), keepers.size());
    Duration limit = settings.duration("bootstrap.timeout", Duration.ZERO);
    return new BootstrapPlan(own, keepers, settings.uri("nexus.api.url"),
        ProgramSettings.roles(settings), limit.isZero() ? LONGEST : limit);
  }

  private static void requireSharable(Settings settings, BootstrapWish wish, int keepers) {
    if (wish.shares().isPresent() && wish.shares().getAsInt() != keepers) {
      throw settings.invalid("nexus.shamir.shares",
          "it must be the number of keepers in SPIKE_NEXUS_KEEPER_PEERS, " + keepers);
    }
    if (wish.threshold().isPresent() && wish.threshold().getAsInt() > keepers) {
      throw settings.invalid("nexus.shamir.threshold",
          "it must not be more than the number of keepers in SPIKE_NEXUS_KEEPER_PEERS, "
              + keepers);
    }
  }
}
