// SPDX-License-Identifier: Apache-2.0
package ist.spike.nexus;

import ist.spike.store.DeadLetters;
import java.util.List;
import org.apache.camel.RoutesBuilder;

/** The flows that make and park dead letters, for tests of flows that need them. */
public final class ParkingRoutes {

  private ParkingRoutes() {}

  /** Parks in these. */
  public static List<RoutesBuilder> of(DeadLetters letters) {
    return List.of(new GivenUpRoutes(), new DeadLetterRoutes(letters));
  }
}
