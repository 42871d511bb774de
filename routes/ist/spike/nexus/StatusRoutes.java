// SPDX-License-Identifier: Apache-2.0
package ist.spike.nexus;

import ist.spike.kit.ErrorRoutes;
import ist.spike.wire.Call;
import org.apache.camel.builder.RouteBuilder;

/** The one screen about the whole system. */
final class StatusRoutes extends RouteBuilder {

  private final StatusCalls calls;

  StatusRoutes(StatusCalls calls) {
    this.calls = calls;
  }

  @Override
  public void configure() {
    from("direct:show-status").routeId("show-status")
        .routeDescription("Tells how the whole system is and what needs attention")
        .routeConfigurationId(ErrorRoutes.ANSWER_ERRORS)
        .transform().body(Call.class, calls::show).id("tell-status");
  }
}
