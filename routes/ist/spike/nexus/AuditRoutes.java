// SPDX-License-Identifier: Apache-2.0
package ist.spike.nexus;

import ist.spike.kit.ErrorRoutes;
import ist.spike.wire.Call;
import org.apache.camel.builder.RouteBuilder;

/** What can be asked about the audit records. */
final class AuditRoutes extends RouteBuilder {

  private final AuditCheck check;

  AuditRoutes(AuditCheck check) {
    this.check = check;
  }

  @Override
  public void configure() {
    from("direct:verify-audit").routeId("verify-audit")
        .routeDescription("Verifies the audit records, or tells how far that is")
        .routeConfigurationId(ErrorRoutes.ANSWER_ERRORS)
        .transform().body(Call.class, check::verify).id("walk-audit");
  }
}
