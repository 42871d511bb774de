// SPDX-License-Identifier: Apache-2.0
package ist.spike.attack;

import static java.nio.charset.StandardCharsets.UTF_8;

import ist.spike.attack.PilotProgram.Said;
import ist.spike.crypto.SecretBytes;
import ist.spike.fakes.LoopbackPorts;
import ist.spike.peer.PeerAnswer;
import ist.spike.peer.PeerException;
import ist.spike.wire.AskNexusState;
import ist.spike.wire.AskNexusState.LeaseAction;
import ist.spike.wire.AskNexusState.LeaseRequest;
import ist.spike.wire.EmptyMessage;
import ist.spike.wire.KeeperState;
import ist.spike.wire.NexusState;
import ist.spike.wire.Operation;
import ist.spike.wire.RecoveredShares;
import ist.spike.wire.RestoreProgress;
import ist.spike.wire.RestoreShare;
import ist.spike.wire.StatusReport;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Collectors;

/** Nexus, three Keepers and Bootstrap as processes, and the questions one can ask them. */
final class AttackedSystem implements AutoCloseable {

  static final int KEEPERS = 3;
  static final int THRESHOLD = 2;
  private static final int OK = 200;
  private static final Duration STOP_LIMIT = Duration.ofMinutes(3);
  private static final Duration BOOTSTRAP_LIMIT = Duration.ofMinutes(3);

  private final Path directory;
  private final Identities identities;
  private final List<URI> keeperUrls;
  private final URI nexusUrl;
  private final List<AttackedProgram> keepers = new ArrayList<>();
  private final AttackedProgram nexus;
  private final AttackedProgram bootstrap;
  private final PilotProgram pilot;
  private final Map<String, String> nexusSettings = new HashMap<>();
  private int world;

  /** A system with Keepers of its own. */
  AttackedSystem(Path directory, Identities identities, AttackedProgram.Build build) {
    this(LoopbackPorts.free(KEEPERS).stream().map(LoopbackPorts::url).toList(), directory,
        identities, build);
    for (int position = 1; position <= KEEPERS; position++) {
      keepers.add(
          new AttackedProgram("keeper-" + position, List.of("keeper"), directory, build));
    }
  }

  /** A system among Keepers that somebody else runs. */
  static AttackedSystem among(List<URI> keepers, Path directory, Identities identities,
      AttackedProgram.Build build) {
    return new AttackedSystem(keepers, directory, identities, build);
  }

  private AttackedSystem(List<URI> keeperUrls, Path directory, Identities identities,
      AttackedProgram.Build build) {
    this.directory = directory;
    this.identities = identities;
    this.keeperUrls = List.copyOf(keeperUrls);
    this.nexusUrl = LoopbackPorts.url(LoopbackPorts.free(1).getFirst());
    this.nexus = new AttackedProgram("nexus", List.of("nexus"), directory, build);
    this.bootstrap =
        new AttackedProgram("bootstrap", List.of("bootstrap", "-init"), directory, build);
    this.pilot = new PilotProgram(directory, build);
  }

  /** A setting of Nexus from the next new beginning on. */
  void setNexus(String name, String value) {
    nexusSettings.put(name, value);
  }

  AttackedProgram nexus() {
    return nexus;
  }

  AttackedProgram bootstrap() {
    return bootstrap;
  }

  AttackedProgram keeper(int position) {
    return keepers.get(position - 1);
  }

  AttackedProgram program(String name) {
    return all().stream().filter(each -> each.name().equals(name)).findFirst().orElseThrow();
  }

  /** Everything but Bootstrap. */
  List<AttackedProgram> servers() {
    List<AttackedProgram> servers = new ArrayList<>(keepers);
    servers.add(nexus);
    return servers;
  }

  /** Ends what runs and begins anew: no store, empty Keepers, empty logs. */
  void beginAnew() throws Exception {
    killAll();
    world++;
    Files.createDirectories(directory);
    configure();
    for (AttackedProgram program : all()) {
      program.forgetLog();
      program.forgetTrace();
      program.disobey();
    }
    startServers();
  }

  List<AttackedProgram> all() {
    List<AttackedProgram> all = servers();
    all.add(bootstrap);
    return all;
  }

  /** Starts every server that does not run, and waits until they listen. */
  void startServers() throws IOException {
    raiseServers();
    for (int i = 0; i < keepers.size(); i++) {
      keepers.get(i).awaitListening(keeperUrls.get(i).getPort());
    }
    nexus.awaitListening(nexusUrl.getPort());
  }

  /** Starts every server that does not run, as a supervisor does. */
  void raiseServers() throws IOException {
    for (AttackedProgram server : servers()) {
      server.start();
    }
  }

  /** Starts Nexus while everybody else may be dead, and waits until it listens. */
  void startNexusAlone() throws IOException {
    nexus.start();
    nexus.awaitListening(nexusUrl.getPort());
  }

  /** A command of Pilot under this identity, with this text on its standard input. */
  Said pilot(String identity, String input, String... arguments) throws Exception {
    return pilot.run(identities.address(identity), nexusUrl, input, List.of(arguments));
  }

  Path recoveryDirectory() {
    return pilot.recoveryDirectory();
  }

  void killAll() {
    for (AttackedProgram program : all()) {
      program.kill();
    }
  }

  /** A whole life in peace, from which all later starts learn to be quick. */
  void learn() throws Exception {
    beginAnew();
    bootstrap.start();
    if (awaitBootstrap() != 0) {
      throw new AssertionError("bootstrap fails undisturbed: " + bootstrap.log());
    }
    endInOrder();
  }

  /** Ends every server as a supervisor does in peace, so that it keeps what it learned. */
  void endInOrder() throws Exception {
    for (AttackedProgram server : servers()) {
      server.signal("TERM");
    }
    for (AttackedProgram server : servers()) {
      server.awaitEnd(STOP_LIMIT);
    }
  }

  /** Waits for the end of a run of Bootstrap. */
  int awaitBootstrap() {
    return bootstrap.awaitEnd(BOOTSTRAP_LIMIT);
  }

  NexusState nexusState() throws PeerException {
    return NexusState.parse(ask(Identities.BOOTSTRAP, nexusUrl, Operation.NEXUS_STATE,
        EmptyMessage.json()));
  }

  KeeperState keeperState(int position) throws PeerException {
    return KeeperState.parse(ask(Identities.BOOTSTRAP, keeperUrls.get(position - 1),
        Operation.KEEPER_STATE, EmptyMessage.json()));
  }

  /** Gives back the lease of a run that is dead, as time would after a minute. */
  void endLease() throws PeerException {
    String nobody = "nobody";
    NexusState.Lease lease = lease(nobody, LeaseAction.RENEW).orElseThrow();
    lease(lease.granted() ? nobody : lease.owner(), LeaseAction.RELEASE);
  }

  private Optional<NexusState.Lease> lease(String owner, LeaseAction action)
      throws PeerException {
    byte[] question = new AskNexusState(Optional.of(new LeaseRequest(owner, action))).toJson();
    return NexusState
        .parse(ask(Identities.BOOTSTRAP, nexusUrl, Operation.NEXUS_STATE, question)).lease();
  }

  void put(String path, String value) throws PeerException {
    ask(Identities.SUPERUSER, nexusUrl, Operation.PUT_SECRET,
        "{\"path\":\"%s\",\"values\":{\"v\":\"%s\"}}".formatted(path, value).getBytes(UTF_8));
  }

  String get(String path) throws PeerException {
    return new String(ask(Identities.SUPERUSER, nexusUrl, Operation.GET_SECRET,
        "{\"path\":\"%s\"}".formatted(path).getBytes(UTF_8)), UTF_8);
  }

  /** What the operator's screen shows. */
  StatusReport status() throws PeerException {
    return StatusReport.parse(
        ask(Identities.SUPERUSER, nexusUrl, Operation.SHOW_STATUS, EmptyMessage.json()));
  }

  /** The recovery shares; the caller closes them. */
  RecoveredShares recover() throws PeerException {
    return RecoveredShares.parse(ask(Identities.RECOVER, nexusUrl, Operation.RECOVER_SHARES,
        EmptyMessage.json()));
  }

  RestoreProgress restore(int id, SecretBytes share) throws PeerException {
    return RestoreProgress.parse(ask(Identities.RESTORE, nexusUrl, Operation.RESTORE_SHARE,
        new RestoreShare(id, Optional.of(share)).toJson()));
  }

  /** What Nexus answers when it does what it is asked. */
  byte[] ask(String identity, Operation operation, byte[] body) throws PeerException {
    return ask(identity, nexusUrl, operation, body);
  }

  private byte[] ask(String identity, URI server, Operation operation, byte[] body)
      throws PeerException {
    PeerAnswer answer = identities.post(identity, server, operation, body);
    if (answer.status() != OK) {
      throw new AssertionError(operation + " was answered " + answer.status() + " "
          + new String(answer.body(), UTF_8));
    }
    return answer.body();
  }

  private void configure() throws IOException {
    String peers = keeperUrls.stream().map(URI::toString).collect(Collectors.joining(","));
    Properties settings = server(Identities.NEXUS);
    settings.put("nexus.tls.port", nexusUrl.getAuthority());
    settings.put("nexus.keeper.peers", peers);
    settings.put("nexus.data.dir", directory.resolve("world-" + world).toString());
    settings.put("nexus.recovery.interval", "100ms");
    settings.put("nexus.keeper.beat.interval", "200ms");
    settings.putAll(nexusSettings);
    nexus.configure(settings);
    for (int i = 0; i < keepers.size(); i++) {
      Properties keeper = server(Identities.KEEPER);
      keeper.put("keeper.tls.port", keeperUrls.get(i).getAuthority());
      keepers.get(i).configure(keeper);
    }
    Properties run = settings(Identities.BOOTSTRAP);
    run.put("nexus.api.url", nexusUrl.toString());
    run.put("nexus.keeper.peers", peers);
    run.put("bootstrap.ready.timeout", "20s");
    run.put("bootstrap.keeper.timeout", "10s");
    run.put("bootstrap.keeper.retry.initial.interval", "100ms");
    run.put("bootstrap.keeper.retry.max.interval", "1s");
    run.put("bootstrap.keeper.max.retries", "20");
    run.put("bootstrap.init.verification.timeout", "20s");
    bootstrap.configure(run);
  }

  /** A busy machine lets a client miss the seconds that it has for a handshake and a request. */
  private Properties server(String identity) {
    Properties settings = settings(identity);
    settings.put("http.server.handshake.timeout", "1m");
    settings.put("http.server.read.header.timeout", "1m");
    return settings;
  }

  private Properties settings(String identity) {
    Properties settings = new Properties();
    settings.put("spiffe.endpoint.socket", identities.address(identity));
    settings.put("system.log.level", "INFO");
    return settings;
  }

  @Override
  public void close() {
    killAll();
  }
}
