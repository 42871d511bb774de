// SPDX-License-Identifier: Apache-2.0
package ist.spike.attack;

import ist.spike.architecture.AllRoutes;
import ist.spike.architecture.RouteSteps;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.RouteDefinition;

/** The steps of the share protocol, read from the routes: a new one cannot escape the attack. */
final class ProtocolSteps {

  /** The routes of Nexus that a root key passes on its way in and out. */
  private static final Set<String> OF_NEXUS = Set.of("take-request", "nexus-state",
      "verify-bootstrap", "await-root-key", "recover-root-key", "beat-keepers", "beat-keeper",
      "restore-share");
  /** Where nobody comes unless something is wrong already. */
  private static final Set<String> ONLY_IN_TROUBLE =
      Set.of("park-dead-letter", "refuse-request", "refuse-unready");

  private ProtocolSteps() {}

  /** Route and id of every step that an undisturbed bootstrap, recovery, refill or restore takes. */
  static List<String> reachedInPeace() throws Exception {
    List<String> steps = new ArrayList<>();
    for (AllRoutes.Program program : AllRoutes.programs()) {
      for (RouteDefinition route : program.model().routes()) {
        boolean ours = !program.name().equals("nexus") || OF_NEXUS.contains(route.getRouteId());
        if (ours && !ONLY_IN_TROUBLE.contains(route.getRouteId())) {
          RouteSteps.all(RouteSteps.own(route)).stream()
              .filter(ProcessorDefinition::hasCustomIdAssigned)
              .map(step -> route.getRouteId() + "/" + step.getId()).forEach(steps::add);
        }
      }
    }
    return steps;
  }
}
