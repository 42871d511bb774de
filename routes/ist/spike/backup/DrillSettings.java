// SPDX-License-Identifier: Apache-2.0
package ist.spike.backup;

import ist.spike.archive.Schedule;
import ist.spike.config.Settings;
import ist.spike.identity.Roles;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How drills are made.
 *
 * @param scratch a directory of our own beside the store, which is there only during a drill
 * @param schedule when a drill is due
 * @param limit how long a drill may take
 * @param probes what a restored installation must allow or deny besides the canary
 * @param roles who is who, as in the running installation
 * @param trustRoots the settings that say so, by their names in the environment
 */
public record DrillSettings(Path scratch, Schedule schedule, Duration limit,
    List<DrillProbe> probes, Roles roles, Map<String, String> trustRoots) {

  private static final Duration SHORTEST = Duration.ofSeconds(1);
  private static final List<String> TRUST_ROOTS = List.of("trust.root", "trust.root.nexus",
      "trust.root.keeper", "trust.root.pilot", "trust.root.bootstrap",
      "trust.root.lite.workload");

  /** Takes copies. */
  public DrillSettings {
    probes = List.copyOf(probes);
    trustRoots = Map.copyOf(trustRoots);
  }

  /**
   * Reads the settings; a value that cannot be used is {@code BAD_SETTING}.
   *
   * @param home the directory that holds the store's
   */
  public static DrillSettings of(Settings settings, Path home, Roles roles) {
    Map<String, String> trustRoots = new HashMap<>();
    for (String key : TRUST_ROOTS) {
      settings.find(key).ifPresent(value -> trustRoots.put(variable(key), value));
    }
    return new DrillSettings(home.toAbsolutePath().resolve("drill"),
        Schedule.parse(settings.text("drill.schedule")),
        settings.duration("drill.time.limit", SHORTEST),
        settings.list("drill.probes").stream().map(DrillProbe::parse).toList(), roles,
        trustRoots);
  }

  private static String variable(String key) {
    return "SPIKE_" + key.toUpperCase(Locale.ROOT).replace('.', '_');
  }
}
