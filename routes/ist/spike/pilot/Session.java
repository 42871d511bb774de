// SPDX-License-Identifier: Apache-2.0
package ist.spike.pilot;

import ist.spike.config.Settings;
import java.nio.file.Path;
import java.time.ZoneId;

/**
 * What a verb works with.
 *
 * @param terminal where it prints
 * @param settings of this program
 * @param home the user's home directory
 * @param connector the way to Nexus
 */
record Session(Terminal terminal, Settings settings, Path home, Nexus.Connector connector) {

  /** The zone of printed times. Found when there are any: the JDK looks for zones in every library. */
  ZoneId zone() {
    return ZoneId.systemDefault();
  }
}
