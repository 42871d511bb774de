// SPDX-License-Identifier: Apache-2.0
package ist.spike.nexus;

import java.util.List;
import java.util.concurrent.ExecutorService;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.builder.RouteBuilder;

/** What Nexus does with its Keepers by itself: get the root key from them, and look after them. */
final class KeeperRoutes extends RouteBuilder {

  /** How soon after the key a first beat may come; the settings say how often they come later. */
  private static final int TICK_MS = 250;

  private final KeyRecovery recovery;
  private final Backoff backoff;
  private final Heartbeat heartbeat;
  private final ExecutorService beats;

  /**
   * @param beats runs the beats of one moment, all at the same time
   */
  KeeperRoutes(KeyRecovery recovery, Backoff backoff, Heartbeat heartbeat,
      ExecutorService beats) {
    this.beats = beats;
    this.recovery = recovery;
    this.backoff = backoff;
    this.heartbeat = heartbeat;
  }

  @Override
  public void configure() {
    from("timer:await-root-key?fixedRate=false&delay=0&period=" + TICK_MS)
        .routeId("await-root-key")
        .routeDescription("While sealed, tries to get the root key, less and less often")
        .filter(this::isDue).id("is-due")
        .to("direct:recover-root-key");

    from("direct:recover-root-key").routeId("recover-root-key")
        .routeDescription("Asks all Keepers for their shares and unseals with the store's key")
        .process(this::recover).id("combine-shares");

    from("timer:beat-keepers?fixedRate=false&delay=0&period=" + TICK_MS)
        .routeId("beat-keepers")
        .routeDescription("Looks after every Keeper whose time has come, all at the same time")
        .transform().message(this::due).id("find-keepers")
        .split(body()).parallelProcessing().executorService(beats).id("each-keeper")
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
