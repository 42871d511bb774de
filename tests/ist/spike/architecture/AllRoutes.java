// SPDX-License-Identifier: Apache-2.0
package ist.spike.architecture;

import java.util.List;
import java.util.function.Supplier;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.RouteDefinition;

/** The routes of every program, made with fakes and never started: their model is what counts. */
final class AllRoutes {

  /**
   * The routes of one program.
   *
   * @param name of the program, and of its picture in {@code ops/diagrams}
   * @param builders in the order in which the picture shows them
   */
  record Program(String name, List<Supplier<? extends RouteBuilder>> builders) {

    @Override
    public String toString() {
      return name;
    }

    /** Every route of the program as Camel understands it. */
    List<RouteDefinition> definitions() throws Exception {
      try (DefaultCamelContext context = new DefaultCamelContext()) {
        for (Supplier<? extends RouteBuilder> builder : builders) {
          context.addRoutes(builder.get());
        }
        return List.copyOf(context.getRouteDefinitions());
      }
    }
  }

  private AllRoutes() {}

  static List<Program> programs() {
    return List.of();
  }
}
