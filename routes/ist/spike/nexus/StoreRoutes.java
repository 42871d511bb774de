// SPDX-License-Identifier: Apache-2.0
package ist.spike.nexus;

import ist.spike.kit.ErrorRoutes;
import ist.spike.wire.Call;
import org.apache.camel.builder.RouteBuilder;

/** The operations on the store as a whole. */
final class StoreRoutes extends RouteBuilder {

  private final StoreCheck check;
  private final SpikeImport spike;

  StoreRoutes(StoreCheck check, SpikeImport spike) {
    this.check = check;
    this.spike = spike;
  }

  @Override
  public void configure() {
    from("direct:check-store").routeId("check-store")
        .routeDescription("Opens every row of the store, or tells how far that is")
        .routeConfigurationId(ErrorRoutes.ANSWER_ERRORS)
        .transform().body(Call.class, check::check).id("walk-store");

    from("direct:import-spike").routeId("import-spike")
        .routeDescription("Takes over secrets and the key of an original SPIKE")
        .routeConfigurationId(ErrorRoutes.ANSWER_ERRORS)
        .transform().body(Call.class, spike::take).id("adopt-secrets");
  }
}
