// SPDX-License-Identifier: Apache-2.0
package ist.spike.attack;

import ist.spike.attack.KillPoint.Flow;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * In which order to kill: first both sides of every step once, the program itself dying; then the
 * same in every flow; then anybody at any step of anybody.
 */
final class KillPlan {

  private KillPlan() {}

  static List<KillPoint> of(List<KillPoint> points, Random random) {
    List<KillPoint> shuffled = new ArrayList<>(points);
    Collections.shuffle(shuffled, random);
    List<KillPoint> suicides = shuffled.stream()
        .filter(point -> point.isSuicide() && point.visit() == 1).toList();
    Set<KillPoint> plan = new LinkedHashSet<>();
    Set<String> places = new HashSet<>();
    // Bootstrap comes through most steps; what others come through as well is left to them.
    suicides.stream().sorted(Comparator.comparing(point -> point.flow() == Flow.BOOTSTRAP))
        .filter(point -> places.add(point.place())).forEach(plan::add);
    Set<String> placesOfFlows = new HashSet<>();
    suicides.stream().filter(point -> placesOfFlows.add(point.flow() + point.place()))
        .forEach(plan::add);
    plan.addAll(shuffled);
    return List.copyOf(plan);
  }
}
