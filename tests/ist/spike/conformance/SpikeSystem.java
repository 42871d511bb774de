// SPDX-License-Identifier: Apache-2.0
package ist.spike.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import ist.spike.config.Settings;
import ist.spike.crypto.AesGcm;
import ist.spike.crypto.RootKey;
import ist.spike.fakes.RawAnswer;
import ist.spike.fakes.RawHttps;
import ist.spike.fakes.RunningProgram;
import ist.spike.fakes.SettableSource;
import ist.spike.fakes.TestAuthority;
import ist.spike.identity.Role;
import ist.spike.identity.Roles;
import ist.spike.keeper.KeeperCalls;
import ist.spike.keeper.KeeperRoutes;
import ist.spike.keyring.KeeperSlots;
import ist.spike.kit.ErrorRoutes;
import ist.spike.kit.FrontDoor;
import ist.spike.kit.HttpsEngine;
import ist.spike.kit.ProgramSettings;
import ist.spike.nexus.RunningNexus;
import ist.spike.shard.Shamir;
import ist.spike.shard.Share;
import ist.spike.wire.ContributeShare;
import ist.spike.wire.Operation;
import ist.spike.wire.Server;
import ist.spike.wire.VerifyProbe;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/** Three Keepers and a Nexus in this JVM, each behind its own listener with mutual TLS. */
public final class SpikeSystem implements AutoCloseable {

  private static final int KEEPERS = 3;
  private static final int THRESHOLD = 2;

  private final TestAuthority authority = new TestAuthority();
  private final Map<Who, SSLContext> contexts = new EnumMap<>(Who.class);
  private final List<RunningProgram> keepers = new ArrayList<>();
  private final Map<String, RawHttps> connections = new HashMap<>();
  private final Map<String, Integer> answered = new HashMap<>();
  private final Map<String, String> environment;
  private RunningNexus nexus;
  private String probe = "";

  private SpikeSystem(Path home, Map<String, String> settings) throws Exception {
    for (Who who : Who.values()) {
      contexts.put(who, RawHttps.context(SettableSource.of(authority, who.path())));
    }
    for (int i = 0; i < KEEPERS; i++) {
      keepers.add(keeper());
    }
    environment = new HashMap<>(Map.of("SPIKE_NEXUS_TLS_PORT", "127.0.0.1:0",
        "SPIKE_NEXUS_DATA_DIR", home.toString(), "SPIKE_NEXUS_KEEPER_PEERS", String.join(",",
            keepers.stream().map(each -> "https://localhost:" + each.port()).toList())));
    environment.putAll(settings);
    nexus = RunningNexus.start(environment, SettableSource.of(authority, "/spike/nexus"));
  }

  /** Nexus has no root key. */
  public static SpikeSystem sealed(Path home, Map<String, String> settings) throws Exception {
    return new SpikeSystem(home, settings);
  }

  /** Nexus has a root key, as SPIKE's Bootstrap gives it one. */
  public static SpikeSystem ready(Path home, Map<String, String> settings) throws Exception {
    SpikeSystem system = sealed(home, settings);
    system.bootstrap();
    return system;
  }

  /** Ends Nexus and starts another one with these settings besides the old ones. */
  void restartNexus(Map<String, String> more) throws Exception {
    connections.values().forEach(RawHttps::close);
    connections.clear();
    nexus.close();
    environment.putAll(more);
    nexus = RunningNexus.start(environment, SettableSource.of(authority, "/spike/nexus"));
  }

  /** The status of every answer of Nexus so far, by the name of the request. */
  Map<String, Integer> answered() {
    return answered;
  }

  /** Gives each Keeper its share as a peer does that knows no labels. */
  void contribute(Who who, RootKey key) throws IOException {
    List<Share> shares = Shamir.split(key.bytes(), KEEPERS, THRESHOLD);
    for (int i = 0; i < KEEPERS; i++) {
      try (Share share = shares.get(i);
          RawHttps keeper = connect(who, keepers.get(i).port())) {
        byte[] body = new ContributeShare(share.value(), Optional.empty()).toJson();
        assertThat(keeper.post(Operation.CONTRIBUTE_SHARE.target(), "application/json", body))
            .hasToString("200 {}");
      }
    }
  }

  /** Does over the wire what Bootstrap does. */
  void bootstrap() throws IOException {
    try (RootKey key = RootKey.generate(); AesGcm cipher = AesGcm.of(key.bytes())) {
      contribute(Who.BOOTSTRAP, key);
      byte[] sealed = cipher.seal("0123abcd".getBytes(StandardCharsets.UTF_8), new byte[0]);
      probe = new String(new VerifyProbe(Arrays.copyOf(sealed, AesGcm.NONCE_SIZE_BYTES),
          Arrays.copyOfRange(sealed, AesGcm.NONCE_SIZE_BYTES, sealed.length)).toJson(),
          StandardCharsets.UTF_8);
      assertThat(post(Who.BOOTSTRAP, Operation.VERIFY_BOOTSTRAP.target(), probe).status())
          .isEqualTo(200);
    }
  }

  /** The request that proved at bootstrap that Nexus has the root key, and does so again. */
  String probe() {
    return probe;
  }

  public int nexusPort() {
    return nexus.port();
  }

  int managementPort() {
    return nexus.managementPort();
  }

  int keeperPort() {
    return keepers.getFirst().port();
  }

  public SSLContext context(Who who) {
    return Objects.requireNonNull(contexts.get(who));
  }

  public RawHttps connect(Who who, int port) throws IOException {
    return RawHttps.connect(context(who), port);
  }

  /** Asks Nexus, on a connection that lasts. */
  public RawAnswer post(Who who, String target, String json) throws IOException {
    return request(who, "POST", target, "application/json", json.getBytes(StandardCharsets.UTF_8));
  }

  public RawAnswer request(Who who, String method, String target, String contentType, byte[] body)
      throws IOException {
    return request(who, nexus.port(), new Request(method, target, contentType, body));
  }

  /** What a test asks. */
  @SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
  record Request(String method, String target, String contentType, byte[] body) {}

  RawAnswer request(Who who, int port, Request request) throws IOException {
    String key = who + " " + port;
    RawHttps known = connections.get(key);
    RawHttps connection = known == null ? connect(who, port) : known;
    connections.put(key, connection);
    RawAnswer answer = connection.request(request.method(), request.target(),
        request.contentType(), request.body());
    if (port == nexus.port()) {
      answered.put(answer.header("x-request-id").orElseThrow(), answer.status());
    }
    if (answer.header("connection").filter("close"::equals).isPresent()) {
      connections.remove(key);
      connection.close();
    }
    return answer;
  }

  private RunningProgram keeper() throws Exception {
    Settings settings =
        Settings.load("keeper", List.of(), Map.of("SPIKE_KEEPER_TLS_PORT", "127.0.0.1:0"));
    Roles roles = ProgramSettings.roles(settings);
    HttpsEngine engine = ProgramSettings.engine(settings, "keeper.tls.port",
        SettableSource.of(authority, "/spike/keeper"),
        roles.anyOf(Role.NEXUS, Role.BOOTSTRAP));
    return RunningProgram.start(settings.toProperties(), engine, List.of(new ErrorRoutes(),
        new FrontDoor(Server.KEEPER, KeeperRoutes.SERVED, FrontDoor.Gate.OPEN),
        new KeeperRoutes(new KeeperCalls(roles, new KeeperSlots()))));
  }

  @Override
  public void close() {
    connections.values().forEach(RawHttps::close);
    nexus.close();
    keepers.forEach(RunningProgram::close);
  }
}
