// SPDX-License-Identifier: Apache-2.0
package ist.spike.keeper;

import ist.spike.kit.ErrorRoutes;
import ist.spike.wire.Call;
import ist.spike.wire.Operation;
import java.util.Set;
import org.apache.camel.builder.RouteBuilder;

/** Takes a share, gives it back, says what is held. */
public final class KeeperRoutes extends RouteBuilder {

  /** What a Keeper serves. */
  public static final Set<Operation> SERVED =
      Set.of(Operation.CONTRIBUTE_SHARE, Operation.RETURN_SHARE, Operation.KEEPER_STATE);

  private final KeeperCalls calls;

  /** Routes that let {@code calls} answer. */
  public KeeperRoutes(KeeperCalls calls) {
    this.calls = calls;
  }

  @Override
  public void configure() {
    from("direct:contribute-share").routeId("contribute-share")
        .routeDescription("Takes a share: live from Nexus, pending from Bootstrap")
        .routeConfigurationId(ErrorRoutes.ANSWER_ERRORS)
        .transform().body(Call.class, calls::contribute).id("keep-share");

    from("direct:return-share").routeId("return-share")
        .routeDescription("Gives Nexus the live share, or else the pending one")
        .routeConfigurationId(ErrorRoutes.ANSWER_ERRORS)
        .transform().body(Call.class, calls::giveBack).id("give-share-back");

    from("direct:keeper-state").routeId("keeper-state")
        .routeDescription("Says which shares are held, without the shares")
        .routeConfigurationId(ErrorRoutes.ANSWER_ERRORS)
        .transform().body(Call.class, calls::state).id("describe-slots");
  }
}
