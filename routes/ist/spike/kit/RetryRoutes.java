// SPDX-License-Identifier: Apache-2.0
package ist.spike.kit;

import java.time.Duration;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteConfigurationBuilder;

/**
 * The one retry policy of flows that nobody waits for: a step that fails is done again from the state of
 * then, after waits that grow and have jitter; what fails for good is parked, and the flow goes on with the work
 * marked as failed.
 */
public final class RetryRoutes extends RouteConfigurationBuilder {

  /** The route configuration of a flow whose steps are tried again. */
  public static final String RETRY_STEPS = "retry-steps";

  /** The exchange property that holds the work while a step has to send something else as the body. */
  public static final String WORK = "spike-step-work";

  /** Where what failed for good goes. */
  public static final String GIVE_UP = "direct:give-up-work";

  private static final String ATTEMPTS = "spike-step-attempts";
  private static final int FACTOR = 2;
  private static final double JITTER_PERCENT = 50;

  private final int attempts;
  private final Duration first;
  private final Duration cap;

  /**
   * @param attempts of each step, at least 1
   * @param first wait
   * @param cap longest wait
   */
  public RetryRoutes(int attempts, Duration first, Duration cap) {
    this.attempts = attempts;
    this.first = first;
    this.cap = cap;
  }

  @Override
  public void configuration() {
    routeConfiguration(RETRY_STEPS).onException(Exception.class).retryWhile(this::mayGoOn)
        .redeliveryDelay(first.toMillis()).backOffMultiplier(FACTOR).useExponentialBackOff()
        .maximumRedeliveryDelay(cap.toMillis()).useCollisionAvoidance()
        .collisionAvoidancePercent(JITTER_PERCENT).logExhausted(false).logRetryAttempted(false)
        .logStackTrace(false).handled(true).to(GIVE_UP);
  }

  /** How often the step that failed was tried. */
  public static int attempts(Exchange exchange) {
    return exchange.getProperty(ATTEMPTS, 1, Integer.class);
  }

  /**
   * Counts each step of a flow by itself. Camel's own counter travels in a header from step to step, so a
   * step after one that was tried again would be given up too early.
   */
  private boolean mayGoOn(Exchange exchange) {
    String step = ATTEMPTS + exchange.getProperty(Exchange.TO_ENDPOINT, "", String.class);
    int made = 1 + exchange.getProperty(step, 0, Integer.class);
    exchange.setProperty(step, made);
    exchange.setProperty(ATTEMPTS, made);
    return made < attempts;
  }
}
