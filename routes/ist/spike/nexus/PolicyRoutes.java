// SPDX-License-Identifier: Apache-2.0
package ist.spike.nexus;

import ist.spike.kit.ErrorRoutes;
import ist.spike.wire.Call;
import org.apache.camel.builder.RouteBuilder;

/** The operations on policies: one route each, named like the operation. */
final class PolicyRoutes extends RouteBuilder {

  private final PolicyCalls policies;

  PolicyRoutes(PolicyCalls policies) {
    this.policies = policies;
  }

  @Override
  public void configure() {
    from("direct:put-policy").routeId("put-policy")
        .routeDescription("Creates a policy, or replaces the one of its name")
        .routeConfigurationId(ErrorRoutes.ANSWER_ERRORS)
        .transform().body(Call.class, policies::put).id("write-policy");

    from("direct:get-policy").routeId("get-policy")
        .routeDescription("Shows one policy")
        .routeConfigurationId(ErrorRoutes.ANSWER_ERRORS)
        .transform().body(Call.class, policies::get).id("find-policy");

    from("direct:delete-policy").routeId("delete-policy")
        .routeDescription("Removes a policy, and with it what it granted")
        .routeConfigurationId(ErrorRoutes.ANSWER_ERRORS)
        .transform().body(Call.class, policies::delete).id("remove-policy");

    from("direct:list-policies").routeId("list-policies")
        .routeDescription("Lists the names of policies")
        .routeConfigurationId(ErrorRoutes.ANSWER_ERRORS)
        .transform().body(Call.class, policies::list).id("name-policies");

    from("direct:explain-policy").routeId("explain-policy")
        .routeDescription("Says which policy grants something, and why the others do not")
        .routeConfigurationId(ErrorRoutes.ANSWER_ERRORS)
        .transform().body(Call.class, policies::explain).id("weigh-policies");
  }
}
