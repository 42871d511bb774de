// SPDX-License-Identifier: Apache-2.0
package ist.spike.bootstrap;

import ist.spike.bootstrap.BootstrapSettings.Retry;
import ist.spike.kit.ErrorRoutes;
import org.apache.camel.Exchange;
import org.apache.camel.Predicate;
import org.apache.camel.builder.RouteConfigurationBuilder;
import org.apache.camel.model.OnExceptionDefinition;
import org.apache.camel.model.RouteConfigurationDefinition;

/**
 * What is tried again, how often, and where what fails for good ends. Waits grow exponentially with
 * jitter, as SPIKE's do (wire spec appendix B). Trying again repeats the step from the state of then.
 */
public final class BootstrapErrorRoutes extends RouteConfigurationBuilder {

  static final String END_RUN = "end-run";
  static final String AWAIT_PEERS = "await-peers";
  static final String RETRY_DELIVERY = "retry-delivery";
  static final String RETRY_PROOF = "retry-proof";

  private static final int FACTOR = 2;
  private static final double JITTER_PERCENT = 50;

  private final BootstrapSettings settings;
  private final BootstrapSteps steps;

  /** Error handling of the flows that {@code steps} work for. */
  public BootstrapErrorRoutes(BootstrapSteps steps) {
    this.steps = steps;
    this.settings = steps.settings();
  }

  @Override
  public void configuration() {
    end(routeConfiguration(END_RUN).onException(Exception.class));
    tryAgain(routeConfiguration(AWAIT_PEERS), settings.ready());
    tryAgain(routeConfiguration(RETRY_PROOF), settings.proof());
    retry(routeConfiguration(RETRY_DELIVERY).onException(Exception.class), settings.delivery(),
        BootstrapErrorRoutes::deliveryMayGoOn).handled(true).to(ErrorRoutes.PARK);
  }

  /** Repeats what may be there a little later, and ends the run for anything else. */
  private void tryAgain(RouteConfigurationDefinition flow, Retry retry) {
    end(retry(flow.onException(TryAgainException.class), retry,
        BootstrapErrorRoutes::runMayGoOn));
    end(flow.onException(Exception.class));
  }

  private static OnExceptionDefinition retry(OnExceptionDefinition failure, Retry retry,
      Predicate mayGoOn) {
    failure.retryWhile(mayGoOn).redeliveryDelay(retry.first().toMillis())
        .backOffMultiplier(FACTOR).useExponentialBackOff()
        .maximumRedeliveryDelay(retry.cap().toMillis())
        .useCollisionAvoidance().collisionAvoidancePercent(JITTER_PERCENT)
        .logExhausted(false).logRetryAttempted(false).logStackTrace(false);
    // A run whose time is up ends at once instead of sitting out its wait.
    failure.getRedeliveryPolicyType().allowRedeliveryWhileStopping("false");
    return failure;
  }

  private void end(OnExceptionDefinition failure) {
    failure.handled(true).logExhausted(false).process(steps::fail).id("note-failure")
        .to("direct:finish-bootstrap");
  }

  private static boolean runMayGoOn(Exchange exchange) {
    return BootstrapSteps.run(exchange).tries().mayGoOn();
  }

  private static boolean deliveryMayGoOn(Exchange exchange) {
    Delivery delivery = exchange.getMessage().getBody(Delivery.class);
    return delivery != null && !delivery.run().hasLostLease() && delivery.tries().mayGoOn();
  }
}
