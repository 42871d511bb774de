// SPDX-License-Identifier: Apache-2.0
package ist.spike.nexus;

import ist.spike.kit.ErrorRoutes;
import ist.spike.wire.Call;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;

/** What an operator does about dead letters: look, do the work again, or let it be. */
final class DeadLetterRequestRoutes extends RouteBuilder {

  private final DeadLetterCalls calls;

  DeadLetterRequestRoutes(DeadLetterCalls calls) {
    this.calls = calls;
  }

  @Override
  public void configure() {
    from("direct:list-dead-letters").routeId("list-dead-letters")
        .routeDescription("Lists what failed for good, oldest first")
        .routeConfigurationId(ErrorRoutes.ANSWER_ERRORS)
        .transform().body(Call.class, calls::list).id("read-dead-letters");

    from("direct:show-dead-letter").routeId("show-dead-letter")
        .routeDescription("Shows one dead letter whole")
        .routeConfigurationId(ErrorRoutes.ANSWER_ERRORS)
        .transform().body(Call.class, calls::show).id("read-dead-letter");

    from("direct:retry-dead-letter").routeId("retry-dead-letter")
        .routeDescription("Runs the flow that gave up again, from the state of now")
        .routeConfigurationId(ErrorRoutes.ANSWER_ERRORS)
        .process(this::find).id("find-flow")
        .toD("direct:${variable." + DeadLetterCalls.FLOW + "}")
        .process(this::report).id("report-retry");

    from("direct:drop-dead-letter").routeId("drop-dead-letter")
        .routeDescription("Removes a dead letter whose work needs no doing")
        .routeConfigurationId(ErrorRoutes.ANSWER_ERRORS)
        .transform().body(Call.class, calls::drop).id("remove-dead-letter");
  }

  private void find(Exchange exchange) {
    calls.begin(exchange);
  }

  private void report(Exchange exchange) {
    exchange.getMessage().setBody(calls.report(exchange));
  }
}
