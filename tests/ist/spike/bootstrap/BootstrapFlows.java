// SPDX-License-Identifier: Apache-2.0
package ist.spike.bootstrap;

import ist.spike.config.Settings;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ForkJoinPool;
import org.apache.camel.RoutesBuilder;

/** Every flow of Bootstrap, made with fakes, for tests that look at the routes themselves. */
public final class BootstrapFlows {

  private BootstrapFlows() {}

  /** Flows and error handling with the default settings. */
  public static List<RoutesBuilder> all() {
    FakeKeepers keepers = new FakeKeepers();
    BootstrapSteps steps = new BootstrapSteps(
        BootstrapSettings.of(Settings.load("bootstrap", List.of(), Map.of())),
        new FakeNexus(keepers), keepers, new BootstrapSteps.Outcome(line -> {}, code -> {}));
    return List.of(new BootstrapErrorRoutes(steps),
        new BootstrapRoutes(steps, new MarkerSteps(Marker.NONE, steps.settings())),
        new DeliveryRoutes(steps, ForkJoinPool.commonPool()));
  }
}
