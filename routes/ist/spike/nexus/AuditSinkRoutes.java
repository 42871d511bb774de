// SPDX-License-Identifier: Apache-2.0
package ist.spike.nexus;

import ist.spike.kit.RetryRoutes;
import java.util.concurrent.ExecutorService;
import org.apache.camel.builder.RouteBuilder;

/** Sends the lines of the audit files on to wherever else they should be, beside all requests. */
final class AuditSinkRoutes extends RouteBuilder {

  /** The exchange property that holds the delivery. */
  static final String DELIVERY = RetryRoutes.WORK;

  private static final int TICK_MS = 1_000;
  private static final String FEED = "direct:" + AuditSinks.FLOW;

  private final AuditSinks sinks;
  private final ExecutorService deliveries;

  /**
   * @param deliveries runs those of one moment, all at the same time
   */
  AuditSinkRoutes(AuditSinks sinks, ExecutorService deliveries) {
    this.sinks = sinks;
    this.deliveries = deliveries;
  }

  @Override
  public void configure() {
    from("timer:feed-audit-sinks?fixedRate=false&delay=0&period=" + TICK_MS)
        .routeId("feed-audit-sinks").autoStartup(!sinks.isEmpty())
        .routeDescription("Finds the sinks that have not every audit record yet")
        .transform().message(sinks::due).id("find-sinks")
        .split(body()).id("each-sink")
        .wireTap(FEED).executorService(deliveries);

    from(FEED).routeId(AuditSinks.FLOW)
        .routeDescription("Sends one sink its next audit records and remembers that it has them")
        .routeConfigurationId(RetryRoutes.RETRY_STEPS)
        .setProperty(DELIVERY, body()).id("keep-delivery")
        .setVariable("audit-sink").exchange(AuditSinks::uri).id("choose-sink")
        .transform().exchange(AuditSinks::lines).id("take-lines")
        .toD("${variable.audit-sink}")
        .process(AuditSinks::sent).id("keep-place");
  }
}
