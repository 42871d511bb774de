// SPDX-License-Identifier: Apache-2.0
package ist.spike.nexus;

import ist.spike.kit.ErrorRoutes;
import ist.spike.wire.Call;
import org.apache.camel.builder.RouteBuilder;

/** How the root key comes to Nexus, and how its shares leave it: Bootstrap and custodians. */
final class KeyRoutes extends RouteBuilder {

  private final BootstrapCalls bootstrap;
  private final Custodians operator;

  KeyRoutes(BootstrapCalls bootstrap, Custodians operator) {
    this.bootstrap = bootstrap;
    this.operator = operator;
  }

  @Override
  public void configure() {
    from("direct:nexus-state").routeId("nexus-state")
        .routeDescription("Tells Bootstrap how far the root key has come, and grants the lease")
        .routeConfigurationId(ErrorRoutes.ANSWER_ERRORS)
        .transform().body(Call.class, bootstrap::state).id("tell-state");

    from("direct:verify-bootstrap").routeId("verify-bootstrap")
        .routeDescription("Takes the first root key from the Keepers and proves to have it")
        .routeConfigurationId(ErrorRoutes.ANSWER_ERRORS)
        .transform().body(Call.class, bootstrap::verify).id("open-probe");

    from("direct:recover-shares").routeId("recover-shares")
        .routeDescription("Gives all recovery shares to the recover role")
        .routeConfigurationId(ErrorRoutes.ANSWER_ERRORS)
        .transform().body(Call.class, operator::recover).id("export-shares");

    from("direct:recover-encrypted").routeId("recover-encrypted")
        .routeDescription("Gives each recovery share as a file for its custodian")
        .routeConfigurationId(ErrorRoutes.ANSWER_ERRORS)
        .transform().body(Call.class, operator::recoverEncrypted).id("encrypt-shares");

    from("direct:confirm-share").routeId("confirm-share")
        .routeDescription("Writes down that a custodian holds an intact share")
        .routeConfigurationId(ErrorRoutes.ANSWER_ERRORS)
        .transform().body(Call.class, operator::confirm).id("record-custody");

    from("direct:restore-share").routeId("restore-share")
        .routeDescription("Takes one recovery share from the restore role")
        .routeConfigurationId(ErrorRoutes.ANSWER_ERRORS)
        .transform().body(Call.class, operator::restore).id("collect-share");
  }
}
