// SPDX-License-Identifier: Apache-2.0
package ist.spike.nexus;

import ist.spike.kit.ErrorRoutes;
import ist.spike.store.DeadLetterDraft;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
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
  private final GivenUp givenUp;
  private final ExecutorService beats;

  /**
   * @param beats runs the beats of one moment, all at the same time
   */
  KeeperRoutes(KeyCustody.Flows flows, ExecutorService beats) {
    this.beats = beats;
    this.recovery = flows.recovery();
    this.backoff = flows.backoff();
    this.heartbeat = flows.heartbeat();
    this.givenUp = flows.givenUp();
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
        .process(this::recover).id("combine-shares")
        .filter(this::hasLetter).id("is-recovery-given-up")
        .to(ErrorRoutes.PARK);

    from("timer:beat-keepers?fixedRate=false&delay=0&period=" + TICK_MS)
        .routeId("beat-keepers")
        .routeDescription("Looks after every Keeper whose time has come, all at the same time")
        .transform().message(this::due).id("find-keepers")
        .split(body()).parallelProcessing().executorService(beats).id("each-keeper")
        .to("direct:beat-keeper").end();

    from("direct:beat-keeper").routeId("beat-keeper")
        .routeDescription("Asks one Keeper what it holds and refills an empty or stale one")
        .process(this::beat).id("refill-if-stale")
        .filter(this::hasLetter).id("is-keeper-given-up")
        .to(ErrorRoutes.PARK);
  }

  private boolean isDue(Exchange ignored) {
    return recovery.isWanted() && backoff.due();
  }

  private void recover(Exchange exchange) {
    recovery.recover();
    giveUp(exchange, givenUp.recovery());
  }

  private void beat(Exchange exchange) {
    int position = Objects.requireNonNull(exchange.getMessage().getBody(Integer.class));
    heartbeat.beat(position);
    giveUp(exchange, givenUp.keeper(position));
  }

  private static void giveUp(Exchange exchange, Optional<DeadLetterDraft> letter) {
    exchange.getMessage().setBody(letter.orElse(null));
  }

  private boolean hasLetter(Exchange exchange) {
    return exchange.getMessage().getBody() != null;
  }

  private List<Integer> due(Message ignored) {
    return heartbeat.due();
  }
}
