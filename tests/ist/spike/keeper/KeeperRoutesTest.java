// SPDX-License-Identifier: Apache-2.0
package ist.spike.keeper;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.spiffe.spiffeid.SpiffeId;
import ist.spike.identity.Role;
import ist.spike.identity.Roles;
import ist.spike.keyring.KeeperSlots;
import ist.spike.kit.ErrorRoutes;
import ist.spike.kit.FrontDoor;
import ist.spike.wire.Call;
import ist.spike.wire.KeeperState;
import ist.spike.wire.Operation;
import ist.spike.wire.Reply;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The Keeper's routes on SPIKE's wire (wire spec 4), byte for byte. */
final class KeeperRoutesTest {

  private static final String NEXUS = "spiffe://spike.ist/spike/nexus";
  private static final String BOOTSTRAP = "spiffe://spike.ist/spike/bootstrap";
  private static final String SHARD = "{\"shard\":[" + "0,".repeat(31) + "5]}";

  private final KeeperSlots slots = new KeeperSlots();
  private final DefaultCamelContext camel = new DefaultCamelContext();

  @BeforeEach
  void start() throws Exception {
    Roles roles = new Roles(
        Map.of(Role.NEXUS, List.of("spike.ist"), Role.BOOTSTRAP, List.of("spike.ist")));
    camel.addRoutes(new ErrorRoutes());
    camel.addRoutes(new KeeperRoutes(new KeeperCalls(roles, slots)));
    camel.start();
  }

  @AfterEach
  void stop() throws IOException {
    camel.close();
    slots.close();
  }

  @Test
  void contribute_fromNexusThenShard_givesItBack() {
    // When
    Reply taken = call(Operation.CONTRIBUTE_SHARE, NEXUS, SHARD);
    Reply given = call(Operation.RETURN_SHARE, NEXUS, "{}");

    // Then
    assertThat(text(taken)).isEqualTo("200 {}");
    assertThat(text(given)).isEqualTo("200 {\"shard\":[" + String.join(",", Collections.nCopies(
        31, "0")) + ",5],\"Err\":\"\"}");
  }

  @Test
  void contribute_fromBootstrap_isPendingAndBesideALiveShareChangesNothing() {
    // Given
    call(Operation.CONTRIBUTE_SHARE, NEXUS, SHARD);

    // When
    call(Operation.CONTRIBUTE_SHARE, BOOTSTRAP, SHARD.replace("5]", "6]"));

    // Then
    KeeperState state = KeeperState.parse(call(Operation.KEEPER_STATE, BOOTSTRAP, "{}").body());
    assertThat(state.liveUnlabelled()).isTrue();
    assertThat(state.pendingUnlabelled()).isTrue();
    assertThat(text(call(Operation.RETURN_SHARE, NEXUS, "{}"))).contains(",5],");
    assertThat(text(call(Operation.RETURN_SHARE, NEXUS, "{\"slot\":\"pending\"}")))
        .contains(",6],").contains("\"pending\":true");
  }

  @Test
  void shard_empty_isSpikesBadRequest() {
    assertThat(text(call(Operation.RETURN_SHARE, NEXUS, "{}")))
        .isEqualTo("400 {\"shard\":null,\"Err\":\"api_bad_request\"}");
  }

  @Test
  void shard_askedByBootstrap_isRefused() {
    // Given
    call(Operation.CONTRIBUTE_SHARE, NEXUS, SHARD);

    // When / Then
    assertThat(text(call(Operation.RETURN_SHARE, BOOTSTRAP, "{}")))
        .isEqualTo("401 {\"shard\":null,\"Err\":\"access_unauthorized\"}");
  }

  @Test
  void contribute_strangerOrNoShare_changesNothing() {
    // When / Then
    assertThat(text(call(Operation.CONTRIBUTE_SHARE, "spiffe://spike.ist/spike/keeper", SHARD)))
        .isEqualTo("401 {\"err\":\"access_unauthorized\"}");
    assertThat(text(call(Operation.CONTRIBUTE_SHARE, NEXUS, "{\"shard\":null}")))
        .isEqualTo("400 {\"err\":\"api_bad_request\"}");
    assertThat(text(call(Operation.CONTRIBUTE_SHARE, NEXUS, SHARD.replace("5", "0"))))
        .isEqualTo("400 {\"err\":\"api_bad_request\"}");
    assertThat(slots.state().hasLive()).isFalse();
    assertThat(slots.state().hasPending()).isFalse();
  }

  private Reply call(Operation operation, String caller, String json) {
    Call call = new Call(operation, Optional.of(SpiffeId.parse(caller)), json.getBytes(UTF_8),
        "application/json");
    return camel.createProducerTemplate().request("direct:" + operation.routeId(), exchange -> {
      exchange.setProperty(FrontDoor.CALL, call);
      exchange.getMessage().setBody(call);
    }).getMessage().getBody(Reply.class);
  }

  private static String text(Reply reply) {
    return reply.status() + " " + new String(reply.body(), UTF_8);
  }
}
