// SPDX-License-Identifier: Apache-2.0
package ist.spike.nexus;

import ist.spike.kit.ErrorRoutes;
import ist.spike.wire.Call;
import org.apache.camel.builder.RouteBuilder;

/** The cipher service: Nexus as a key that its callers use and never hold. */
final class CipherRoutes extends RouteBuilder {

  private final CipherCalls cipher;

  CipherRoutes(CipherCalls cipher) {
    this.cipher = cipher;
  }

  @Override
  public void configure() {
    from("direct:encrypt-data").routeId("encrypt-data")
        .routeDescription("Seals a caller's bytes, which are not stored")
        .routeConfigurationId(ErrorRoutes.ANSWER_ERRORS)
        .transform().body(Call.class, cipher::encrypt).id("seal-data");

    from("direct:decrypt-data").routeId("decrypt-data")
        .routeDescription("Opens what encrypt-data sealed")
        .routeConfigurationId(ErrorRoutes.ANSWER_ERRORS)
        .transform().body(Call.class, cipher::decrypt).id("open-data");
  }
}
