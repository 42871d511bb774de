// SPDX-License-Identifier: Apache-2.0
package ist.spike.nexus;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.spiffe.spiffeid.SpiffeId;
import ist.spike.config.Settings;
import ist.spike.crypto.RootKey;
import ist.spike.fakes.SettableSource;
import ist.spike.fakes.TestAuthority;
import ist.spike.fakes.Untouchable;
import ist.spike.identity.SvidSource;
import ist.spike.keyring.Sharing;
import ist.spike.kit.ErrorRoutes;
import ist.spike.kit.FrontDoor;
import ist.spike.kit.ProgramSettings;
import ist.spike.peer.PeerClient;
import ist.spike.peer.PeerTimeouts;
import ist.spike.shard.Shamir;
import ist.spike.shard.Share;
import ist.spike.shard.ShareSet;
import ist.spike.shard.ShareSetId;
import ist.spike.store.ReplaceableSqliteStore;
import ist.spike.store.StoreSettings;
import ist.spike.wire.Call;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.Operation;
import ist.spike.wire.Reply;
import ist.spike.wire.RestoreShare;
import ist.spike.wire.SpikeException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.Route;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.impl.DefaultCamelContext;

/**
 * Nexus over a store of its own whose operations are called directly, behind the front door: routes,
 * checks and store are the real ones; nothing listens and no timer runs.
 */
public final class CalledNexus implements AutoCloseable {

  public static final String SUPERUSER = "spiffe://spike.ist/spike/pilot/role/superuser";
  private static final String RESTORE = "spiffe://spike.ist/spike/pilot/role/restore";

  public final ReplaceableSqliteStore store;
  /** Held so that it stays switched off: calls that fail for want of a key are part of the tests. */
  private final Logger errors = Logger.getLogger(ErrorRoutes.class.getName());
  private final DefaultCamelContext camel = new DefaultCamelContext();
  private final ProducerTemplate template;
  private final List<Share> shares;

  public CalledNexus(Path directory) throws Exception {
    store = ReplaceableSqliteStore.open(new StoreSettings(directory.resolve("data"), false));
    try (RootKey key = RootKey.generate()) {
      shares = Shamir.split(key.bytes(), 3, 2);
      store.nominate(ShareSet.describe(key.keyId(), ShareSetId.random(), 2, shares)).join();
      store.finish(key).join();
    }
    errors.setLevel(Level.OFF);
    // A flow that fails here for want of a key would only wait to fail again.
    Settings settings =
        Settings.load("nexus", List.of(), Map.of("SPIKE_FLOW_STEP_ATTEMPTS", "1"));
    Checks checks =
        new Checks(new Authorizer(ProgramSettings.roles(settings), store::policies));
    PeerClient nobody =
        new PeerClient(Untouchable.of(SvidSource.class), id -> false, PeerTimeouts.DEFAULT);
    camel.getPropertiesComponent().setOverrideProperties(settings.toProperties());
    camel.setAutoStartup(false);
    for (RoutesBuilder routes : new Nexus(settings, directory, checks,
        new Nexus.Parts<>(Backend.SQLITE, store, new KeeperRing(List.of(), nobody),
            new Sharing(3, 2),
            SettableSource.of(new TestAuthority(), "/spike/nexus"),
            NexusAudit.inLog(new KeyHolder())))
        .assemble().routes()) {
      if (routes instanceof ErrorRoutes configuration) {
        camel.addRoutesConfigurations(configuration);
      } else if (!(routes instanceof FrontDoor)) {
        camel.addRoutes(routes);
      }
    }
    camel.start();
    for (Route route : camel.getRoutes()) {
      if (route.getEndpoint().getEndpointUri().startsWith("direct:")) {
        camel.getRouteController().startRoute(route.getRouteId());
      }
    }
    template = camel.createProducerTemplate();
  }

  /** Brings the root key back as custodians do; without this Nexus is sealed. */
  void unseal() throws IOException {
    for (Share share : shares.subList(0, 2)) {
      byte[] request = new RestoreShare(share.id(), Optional.of(share.value())).toJson();
      assertThat(line(Operation.RESTORE_SHARE, RESTORE, new String(request, UTF_8)))
          .startsWith("200 ");
    }
  }

  /** What an operation answers this caller, who is nobody when empty. */
  public Reply call(Operation operation, String caller, String json) {
    Call call = new Call(operation,
        Optional.of(caller).filter(id -> !id.isEmpty()).map(SpiffeId::parse),
        json.getBytes(UTF_8), "application/json");
    Reply reply = template.request("direct:" + operation.routeId(), exchange -> {
      exchange.setProperty(FrontDoor.CALL, call);
      exchange.getMessage().setBody(call);
    }).getMessage().getBody(Reply.class);
    return reply.rest().orElse(null) instanceof Reply.Later later ? await(later) : reply;
  }

  /** As the engine does it. */
  private static Reply await(Reply.Later later) {
    return later.whole().toCompletableFuture().handle((whole, failure) -> {
      if (failure == null) {
        return whole;
      }
      Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
      return Reply.failure(later.operation(),
          cause instanceof SpikeException known ? known.code() : ErrorCode.INTERNAL);
    }).join();
  }

  /** The same as a line: status, blank, body. */
  String line(Operation operation, String caller, String json) throws IOException {
    Reply reply = call(operation, caller, json);
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.writeBytes(reply.body());
    if (reply.stream().isPresent()) {
      reply.stream().get().writer().writeTo(body);
    }
    return reply.status() + " " + body.toString(UTF_8);
  }

  @Override
  public void close() throws IOException {
    camel.close();
    errors.setLevel(null);
    shares.forEach(Share::close);
    store.close();
  }
}
