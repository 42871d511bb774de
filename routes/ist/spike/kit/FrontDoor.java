// SPDX-License-Identifier: Apache-2.0
package ist.spike.kit;

import ist.spike.wire.ErrorCode;
import ist.spike.wire.Operation;
import ist.spike.wire.Reply;
import ist.spike.wire.Server;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;

/**
 * Takes every request in and hands it to the route of its operation, in SPIKE's order: method,
 * readiness, then path and action (wire spec 2.1). Whatever matches no route is refused alike, so a
 * caller cannot tell an unknown path from one whose handler is not part of this program.
 */
public final class FrontDoor extends RouteBuilder {

  /** The exchange property that holds the call while its route runs, for {@link ErrorRoutes}. */
  public static final String CALL = "spike.call";

  private static final String ROUTE = "route";

  private final Server server;
  private final Set<Operation> served;
  private final Gate gate;

  /** Says which requests a sealed program lets pass. */
  @FunctionalInterface
  public interface Gate {

    /** A gate that is always open. */
    Gate OPEN = (path, operation) -> true;

    /** Whether a request to {@code path} may go on to its route now. */
    boolean lets(String path, Optional<Operation> operation);
  }

  /**
   * @param server whose part of the operation table this program serves
   * @param served the operations that have a route here
   * @param gate decides which requests pass while the program is not ready
   */
  public FrontDoor(Server server, Set<Operation> served, Gate gate) {
    this.server = server;
    this.served = Set.copyOf(served);
    this.gate = gate;
  }

  @Override
  public void configure() {
    from("platform-http:/?matchOnUriPrefix=true").routeId("take-request")
        .routeDescription("Finds the operation of a request and runs its route")
        .routeConfigurationId(ErrorRoutes.ANSWER_ERRORS)
        .process(this::findRoute).id("find-route")
        .toD("direct:${variable.route}");

    from("direct:refuse-request").routeId("refuse-request")
        .routeDescription("Answers a request that no operation matches")
        .routeConfigurationId(ErrorRoutes.ANSWER_ERRORS)
        .setBody(constant(refusal(ErrorCode.BAD_REQUEST))).id("answer-bad-request");

    from("direct:refuse-unready").routeId("refuse-unready")
        .routeDescription("Answers a request that must wait for the root key")
        .routeConfigurationId(ErrorRoutes.ANSWER_ERRORS)
        .setBody(constant(refusal(ErrorCode.NOT_READY))).id("answer-not-ready");
  }

  private static Reply refusal(ErrorCode code) {
    return Reply.failure(code);
  }

  private void findRoute(Exchange exchange) {
    HttpRequest request =
        Objects.requireNonNull(exchange.getMessage().getBody(HttpRequest.class), "no request");
    Optional<Operation> operation =
        Operation.of(server, request.path(), request.action()).filter(served::contains);
    operation.ifPresent(found -> {
      exchange.setProperty(CALL, request.toCall(found));
      exchange.getMessage().setBody(request.toCall(found));
    });
    exchange.setVariable(ROUTE, routeOf(request, operation));
  }

  private String routeOf(HttpRequest request, Optional<Operation> operation) {
    if (!request.method().equals("POST")) {
      return "refuse-request";
    }
    if (!gate.lets(request.path(), operation)) {
      return "refuse-unready";
    }
    return operation.map(Operation::routeId).orElse("refuse-request");
  }
}
