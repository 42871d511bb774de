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
 * @param zone the zone of printed times
 * @param connector the way to Nexus
 */
record Session(Terminal terminal, Settings settings, Path home, ZoneId zone,
    Nexus.Connector connector) {}
