// SPDX-License-Identifier: Apache-2.0
package ist.spike.architecture;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.camel.model.EndpointRequiredDefinition;
import org.apache.camel.model.OnExceptionDefinition;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.ToDynamicDefinition;

/** Reads the steps of a route's model. */
public final class RouteSteps {

  private RouteSteps() {}

  /** The steps a route is written with; Camel puts those of its route configuration before them. */
  public static List<ProcessorDefinition<?>> own(RouteDefinition route) {
    return route.getOutputs().stream().filter(step -> !(step instanceof OnExceptionDefinition))
        .toList();
  }

  /** These steps and all that is nested in them, in the order of the text. */
  public static List<ProcessorDefinition<?>> all(List<ProcessorDefinition<?>> outputs) {
    List<ProcessorDefinition<?>> all = new ArrayList<>();
    for (ProcessorDefinition<?> step : outputs) {
      all.add(step);
      all.addAll(all(step.getOutputs()));
    }
    return all;
  }

  /** Where a step sends to; empty for a step that works by itself. */
  public static Optional<String> endpoint(ProcessorDefinition<?> step) {
    return switch (step) {
      case ToDynamicDefinition dynamic -> Optional.of(dynamic.getUri());
      case EndpointRequiredDefinition to -> Optional.of(to.getEndpointUri());
      default -> Optional.empty();
    };
  }
}
