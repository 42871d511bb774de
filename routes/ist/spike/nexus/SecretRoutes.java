// SPDX-License-Identifier: Apache-2.0
package ist.spike.nexus;

import ist.spike.kit.ErrorRoutes;
import ist.spike.wire.Call;
import org.apache.camel.builder.RouteBuilder;

/** The operations on secrets: one route each, named like the operation. */
final class SecretRoutes extends RouteBuilder {

  private final SecretCalls secrets;

  SecretRoutes(SecretCalls secrets) {
    this.secrets = secrets;
  }

  @Override
  public void configure() {
    from("direct:put-secret").routeId("put-secret")
        .routeDescription("Writes a new version of a secret")
        .routeConfigurationId(ErrorRoutes.ANSWER_ERRORS)
        .transform().body(Call.class, secrets::put).id("write-version");

    from("direct:get-secret").routeId("get-secret")
        .routeDescription("Reads one version of a secret")
        .routeConfigurationId(ErrorRoutes.ANSWER_ERRORS)
        .transform().body(Call.class, secrets::get).id("read-version");

    from("direct:delete-secret").routeId("delete-secret")
        .routeDescription("Hides versions of a secret; undelete brings them back")
        .routeConfigurationId(ErrorRoutes.ANSWER_ERRORS)
        .transform().body(Call.class, secrets::delete).id("hide-versions");

    from("direct:undelete-secret").routeId("undelete-secret")
        .routeDescription("Shows deleted versions of a secret again")
        .routeConfigurationId(ErrorRoutes.ANSWER_ERRORS)
        .transform().body(Call.class, secrets::undelete).id("show-versions");

    from("direct:list-secrets").routeId("list-secrets")
        .routeDescription("Lists the paths of all secrets")
        .routeConfigurationId(ErrorRoutes.ANSWER_ERRORS)
        .transform().body(Call.class, secrets::list).id("list-paths");

    from("direct:get-metadata").routeId("get-metadata")
        .routeDescription("Describes the versions of a secret")
        .routeConfigurationId(ErrorRoutes.ANSWER_ERRORS)
        .transform().body(Call.class, secrets::metadata).id("describe-secret");

    from("direct:destroy-secret").routeId("destroy-secret")
        .routeDescription("Removes versions of a secret for good")
        .routeConfigurationId(ErrorRoutes.ANSWER_ERRORS)
        .transform().body(Call.class, secrets::destroy).id("destroy-versions");
  }
}
