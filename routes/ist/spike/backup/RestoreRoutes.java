// SPDX-License-Identifier: Apache-2.0
package ist.spike.backup;

import ist.spike.kit.ErrorRoutes;
import ist.spike.wire.Call;
import org.apache.camel.builder.RouteBuilder;

/** Brings a backup back while Nexus runs. */
final class RestoreRoutes extends RouteBuilder {

  private final RestoreCalls calls;

  RestoreRoutes(RestoreCalls calls) {
    this.calls = calls;
  }

  @Override
  public void configure() {
    from("direct:restore-backup").routeId("restore-backup")
        .routeDescription("Verifies a backup and puts it into the place of the running store")
        .routeConfigurationId(ErrorRoutes.ANSWER_ERRORS)
        .process(calls::admit).id("admit-restore")
        .transform().body(Call.class, calls::restore).id("exchange-store");

    from("direct:restore-secret").routeId("restore-secret")
        .routeDescription("Writes secrets as they are in a backup, each as a new version")
        .routeConfigurationId(ErrorRoutes.ANSWER_ERRORS)
        .process(calls::admit).id("admit-secrets")
        .transform().body(Call.class, calls::restoreSecrets).id("write-secrets");
  }
}
