// SPDX-License-Identifier: Apache-2.0
package ist.spike.nexus;

import ist.spike.kit.ErrorRoutes;
import ist.spike.kit.RetryRoutes;
import ist.spike.kit.StepWork;
import ist.spike.store.DeadLetterDraft;
import ist.spike.wire.SpikeException;
import java.sql.SQLException;
import java.util.Objects;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;

/** Work of which a step failed for good becomes a dead letter, and its flow ends with the work so marked. */
final class GivenUpRoutes extends RouteBuilder {

  @Override
  public void configure() {
    from(RetryRoutes.GIVE_UP).routeId("give-up-work")
        .routeDescription("Makes a dead letter of work of which a step failed for good")
        .routeConfigurationId(ErrorRoutes.FAIL_TO_CALLER)
        .process(this::describe).id("describe-failure")
        .to(ErrorRoutes.PARK)
        .setBody(exchangeProperty(RetryRoutes.WORK)).id("mark-as-failed");
  }

  private void describe(Exchange exchange) {
    Exception failure =
        Objects.requireNonNull(exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class));
    StepWork work = exchange.getMessage().getBody() instanceof StepWork body
        ? body
        : Objects.requireNonNull(exchange.getProperty(RetryRoutes.WORK, StepWork.class));
    String error = sentence(failure);
    String flow = String.valueOf(exchange.getProperty(Exchange.FAILURE_ROUTE_ID));
    exchange.setProperty(RetryRoutes.WORK, work.failed(error));
    exchange.getMessage().setBody(
        new DeadLetterDraft(flow, work.subject(), RetryRoutes.attempts(exchange), error));
  }

  private static String sentence(Exception failure) {
    // SECURITY: the message of an unknown exception may quote its input; only its type is kept.
    return switch (failure) {
      case SpikeException known -> known.sentence();
      case SQLException sql -> sql.getClass().getName() + " " + sql.getErrorCode();
      default -> failure.getClass().getName();
    };
  }
}
