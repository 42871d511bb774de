// SPDX-License-Identifier: Apache-2.0
package ist.spike.architecture;

import ist.spike.bootstrap.BootstrapFlows;
import ist.spike.identity.Roles;
import ist.spike.keeper.KeeperCalls;
import ist.spike.keeper.KeeperRoutes;
import ist.spike.keyring.KeeperSlots;
import ist.spike.kit.ErrorRoutes;
import ist.spike.kit.FrontDoor;
import ist.spike.nexus.NexusRoutes;
import ist.spike.wire.Server;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteConfigurationBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.RouteConfigurationDefinition;
import org.apache.camel.model.RouteDefinition;

/** The routes of every program, made with fakes and never started: their model is what counts. */
public final class AllRoutes {

  /**
   * The routes of one program.
   *
   * @param name of the program, and of its picture in {@code ops/diagrams}
   * @param builders in the order in which the picture shows them
   */
  public record Program(String name, Supplier<? extends List<? extends RoutesBuilder>> builders) {

    @Override
    public String toString() {
      return name;
    }

    /** Every route and route configuration of the program as Camel understands it. */
    public Model model() throws Exception {
      try (DefaultCamelContext context = new DefaultCamelContext()) {
        for (RoutesBuilder builder : builders.get()) {
          if (builder instanceof RouteConfigurationBuilder configuration) {
            context.addRoutesConfigurations(configuration);
          } else {
            context.addRoutes(builder);
          }
        }
        return new Model(List.copyOf(context.getRouteDefinitions()),
            Set.copyOf(context.getRouteConfigurationDefinitions().stream()
                .map(RouteConfigurationDefinition::getId).toList()));
      }
    }
  }

  /** What a program's builders say. */
  public record Model(List<RouteDefinition> routes, Set<String> configurationIds) {}

  private AllRoutes() {}

  /** Those of Bootstrap, of a Keeper and of Nexus. */
  public static List<Program> programs() {
    return List.of(new Program("bootstrap", BootstrapFlows::all),
        new Program("keeper", AllRoutes::keeper), new Program("nexus", NexusRoutes::all));
  }

  private static List<RoutesBuilder> keeper() {
    KeeperCalls calls = new KeeperCalls(new Roles(Map.of()), new KeeperSlots());
    return List.of(new ErrorRoutes(),
        new FrontDoor(Server.KEEPER, KeeperRoutes.SERVED, FrontDoor.Gate.OPEN),
        new KeeperRoutes(calls));
  }
}
