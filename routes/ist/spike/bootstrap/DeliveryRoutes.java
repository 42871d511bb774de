// SPDX-License-Identifier: Apache-2.0
package ist.spike.bootstrap;

import ist.spike.kit.ErrorRoutes;
import java.util.concurrent.ExecutorService;
import org.apache.camel.builder.RouteBuilder;

/** A new key: made, split, checked, handed out to all Keepers at once, proved. */
public final class DeliveryRoutes extends RouteBuilder {

  private final BootstrapSteps steps;
  private final ExecutorService couriers;

  /** Routes that do their work in {@code steps} and deliver on threads of {@code couriers}. */
  public DeliveryRoutes(BootstrapSteps steps, ExecutorService couriers) {
    this.steps = steps;
    this.couriers = couriers;
  }

  @Override
  public void configure() {
    from("direct:make-root-key").routeId("make-root-key")
        .routeDescription("Draws the root key")
        .routeConfigurationId(BootstrapErrorRoutes.END_RUN)
        .process().body(BootstrapRun.class, BootstrapRun::makeRootKey).id("draw-root-key")
        .to("direct:split-root-key");

    from("direct:split-root-key").routeId("split-root-key")
        .routeDescription("Splits the root key, one share for each Keeper")
        .routeConfigurationId(BootstrapErrorRoutes.END_RUN)
        .process().body(BootstrapRun.class, BootstrapRun::splitRootKey).id("split-into-shares")
        .to("direct:verify-shares");

    from("direct:verify-shares").routeId("verify-shares")
        .routeDescription("Combines shares again before anybody gets one")
        .routeConfigurationId(BootstrapErrorRoutes.END_RUN)
        .process().body(BootstrapRun.class, BootstrapRun::verifyShares).id("combine-again")
        .to("direct:deliver-shares");

    from("direct:deliver-shares").routeId("deliver-shares")
        .routeDescription("Delivers all shares at the same time and goes on when all arrived")
        .routeConfigurationId(BootstrapErrorRoutes.END_RUN)
        .split().body(BootstrapRun.class, steps::deliveries).parallelProcessing()
        .executorService(couriers).id("for-each-keeper").to("direct:deliver-share").end()
        .process().body(BootstrapRun.class, BootstrapRun::requireDelivered).id("require-delivered")
        .process().body(BootstrapRun.class, steps::requireApart).id("require-apart")
        .to("direct:verify-nexus");

    from("direct:deliver-share").routeId("deliver-share")
        .routeDescription("Delivers one share, again and again within limits")
        .routeConfigurationId(BootstrapErrorRoutes.RETRY_DELIVERY)
        .process().body(Delivery.class, steps::deliver).id("send-share");

    from(ErrorRoutes.PARK).routeId("park-dead-letter")
        .routeDescription("Notes for the report what could not be delivered, without the share")
        .process(steps::park).id("note-dead-letter");

    from("direct:verify-nexus").routeId("verify-nexus")
        .routeDescription("Lets Nexus prove that it has the key")
        .routeConfigurationId(BootstrapErrorRoutes.RETRY_PROOF)
        .process().body(BootstrapRun.class, steps::beginProof).id("begin-proof")
        .process().body(BootstrapRun.class, steps::prove).id("ask-for-proof")
        .to("direct:note-completion");
  }
}
