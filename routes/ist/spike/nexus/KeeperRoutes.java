// SPDX-License-Identifier: Apache-2.0
package ist.spike.nexus;

import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.builder.RouteBuilder;

/** What Nexus does with its Keepers by itself: get the root key from them, and look after them. */
final class KeeperRoutes extends RouteBuilder {

  private final KeyRecovery recovery;
  private final Backoff backoff;
  private final Heartbeat heartbeat;

  KeeperRoutes(KeyRecovery recovery, Backoff backoff, Heartbeat heartbeat) {
    this.recovery = recovery;
    this.backoff = backoff;
    this.heartbeat = heartbeat;
  }

  @Override
  public void configure() {
    from("timer:await-root-key?fixedRate=false&delay=0&period={{nexus.recovery.interval}}")
        .routeId("await-root-key")
        .routeDescription("While sealed, tries to get the root key, less and less often")
        .filter(this::isDue).id("is-due")
        .to("direct:recover-root-key");

    from("direct:recover-root-key").routeId("recover-root-key")
        .routeDescription("Asks all Keepers for their shares and unseals with the store's key")
        .process(this::recover).id("combine-shares");

    from("timer:beat-keepers?fixedRate=false&delay=0&period={{nexus.keeper.beat.interval}}")
        .routeId("beat-keepers")
        .routeDescription("While unsealed, looks after every Keeper at the same time")
        .transform().message(this::due).id("find-keepers")
        .split(body()).parallelProcessing().id("each-keeper")
        .to("direct:beat-keeper").end();

    from("direct:beat-keeper").routeId("beat-keeper")
        .routeDescription("Asks one Keeper what it holds and refills an empty or stale one")
        .process().body(Integer.class, heartbeat::beat).id("refill-if-stale");
  }

  private boolean isDue(Exchange ignored) {
    return recovery.isWanted() && backoff.due();
  }

  private void recover(Exchange ignored) {
    recovery.recover();
  }

  private List<Integer> due(Message ignored) {
    return heartbeat.due();
  }
}
