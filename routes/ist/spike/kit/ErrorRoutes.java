// SPDX-License-Identifier: Apache-2.0
package ist.spike.kit;

import ist.spike.wire.Call;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.Reply;
import ist.spike.wire.SpikeException;
import java.util.Objects;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteConfigurationBuilder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one place that turns a failure of a request's route into an answer. The answer carries the
 * error code alone; the sentence goes to the log, and only for failures of ours.
 */
public final class ErrorRoutes extends RouteConfigurationBuilder {

  /** The route configuration of every route that answers a request. */
  public static final String ANSWER_ERRORS = "answer-errors";

  /** The route configuration of the steps of a flow: what they throw reaches the flow's own route. */
  public static final String FAIL_TO_CALLER = "fail-to-caller";

  /** Where a dead letter, a record of what failed for good, is sent; each program keeps its own. */
  public static final String PARK = "direct:park-dead-letter";

  private static final Logger LOG = LoggerFactory.getLogger(ErrorRoutes.class);

  @Override
  public void configuration() {
    routeConfiguration(ANSWER_ERRORS).onException(Exception.class).handled(true)
        .process(ErrorRoutes::answer).id("answer-error");

    routeConfiguration(FAIL_TO_CALLER).errorHandler(noErrorHandler());
  }

  private static void answer(Exchange exchange) {
    Exception failure =
        Objects.requireNonNull(exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class));
    ErrorCode code = failure instanceof SpikeException known ? known.code() : ErrorCode.INTERNAL;
    if (code == ErrorCode.INTERNAL) {
      // SECURITY: the message of an unknown exception may quote its input; only its type is logged.
      LOG.error("request failed: route={} error={}", exchange.getFromRouteId(),
          failure instanceof SpikeException ? failure.getMessage() : failure.getClass().getName());
      LOG.debug("where the request failed", new FailurePlace(failure));
    }
    Call call = exchange.getProperty(FrontDoor.CALL, Call.class);
    exchange.getMessage()
        .setBody(call == null ? Reply.failure(code) : Reply.failure(call.operation(), code));
  }

  /** Carries the place of a failure to the log without its message. */
  private static final class FailurePlace extends RuntimeException {

    private static final long serialVersionUID = 1L;

    FailurePlace(Exception failure) {
      super(failure.getClass().getName());
      setStackTrace(failure.getStackTrace());
    }
  }
}
