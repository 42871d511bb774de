// SPDX-License-Identifier: Apache-2.0
package ist.spike.system;

import static org.assertj.core.api.Assertions.assertThat;

import ist.spike.fakes.LoopbackPorts;
import ist.spike.peer.PeerAnswer;
import ist.spike.system.SpikeCommand.Outcome;
import ist.spike.wire.EmptyMessage;
import ist.spike.wire.KeeperState;
import ist.spike.wire.KeeperStatus;
import ist.spike.wire.Operation;
import ist.spike.wire.StatusReport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** A development system in a directory of its own, on ports of its own. */
final class DevMachine {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final int KEEPERS = 3;

  private final Path home;
  private final Path data;
  private final List<Integer> ports = LoopbackPorts.free(KEEPERS + 1);
  private final SpikeCommand spike;

  DevMachine(Path temp) {
    this.home = temp;
    this.data = temp.resolve(".spike/dev");
    this.spike = new SpikeCommand(temp);
  }

  /** One that runs, Bootstrap done; the caller stops it. */
  static DevMachine started(Path temp) throws Exception {
    DevMachine machine = new DevMachine(temp);
    Outcome started = machine.dev("--detach");
    assertThat(started.exitCode()).as(started.out() + started.err()).isZero();
    return machine;
  }

  Path data() {
    return data;
  }

  int nexusPort() {
    return ports.getLast();
  }

  /** {@code spike dev ...} with this machine's directory and ports. */
  Outcome dev(String... arguments) throws Exception {
    return spike.run(devArguments(arguments));
  }

  /** {@code spike dev} in the foreground. */
  Process foreground(Path log) throws IOException {
    return spike.start(log, devArguments());
  }

  /** A command of Pilot under the identity of one of the sockets. */
  Outcome pilot(String identity, String... arguments) throws Exception {
    return configured(identity).run(arguments);
  }

  /** The same without waiting for its end. */
  Process startPilot(String identity, Path log, String... arguments) throws IOException {
    return configured(identity).start(log, arguments);
  }

  /** A command of the superuser, with the names of the classes it loads written to a file. */
  Outcome watchedPilot(Path classes, String... arguments) throws Exception {
    return configured("superuser").with("SPIKE_JAVA_OPTS", "-Xlog:class+load:file=" + classes)
        .run(arguments);
  }

  /** A command of the superuser on a terminal, with or without NO_COLOR. */
  Outcome pilotOnTerminal(String noColor, String... arguments) throws Exception {
    return configured("superuser").with("TERM", "xterm-256color").with("NO_COLOR", noColor)
        .onTerminal().run(arguments);
  }

  private SpikeCommand configured(String identity) {
    return new SpikeCommand(home)
        .with("SPIFFE_ENDPOINT_SOCKET", address(identity))
        .with("SPIKE_NEXUS_API_URL", "https://127.0.0.1:" + nexusPort());
  }

  /** A command of Pilot in a shell that knows nothing but whose home directory this is. */
  Outcome unconfigured(String... arguments) throws Exception {
    return new SpikeCommand(home).with("HOME", home.toString()).run(arguments);
  }

  /** Asks Nexus the way any client could, without Pilot's own checks. */
  PeerAnswer askNexus(String identity, Operation operation, String json) throws Exception {
    return ask(identity, nexusPort(), operation, json.getBytes(StandardCharsets.UTF_8));
  }

  /** Whether the Keeper with that number holds a share from Nexus. */
  boolean isFilled(int keeper) {
    try {
      PeerAnswer answer = askState(keeper);
      return answer.isOk() && KeeperState.parse(answer.body()).hasLive();
    } catch (Exception e) {
      // It does not answer yet.
      return false;
    }
  }

  /** Whether Nexus counts on the share of every Keeper. */
  boolean isWell() throws Exception {
    PeerAnswer answer = askNexus("superuser", Operation.SHOW_STATUS, "{}");
    return answer.isOk() && StatusReport.parse(answer.body()).keepers().stream()
        .filter(KeeperStatus::isGood).count() == KEEPERS;
  }

  /** What each Keeper says about its slots. */
  List<String> keeperStates() throws Exception {
    List<String> states = new ArrayList<>();
    for (int keeper = 1; keeper <= KEEPERS; keeper++) {
      states.add(new String(askState(keeper).body(), StandardCharsets.UTF_8));
    }
    return states;
  }

  private PeerAnswer askState(int keeper) throws Exception {
    return ask("bootstrap", ports.get(keeper - 1), Operation.KEEPER_STATE, EmptyMessage.json());
  }

  /** Whoever has the socket of this identity, asking Nexus again and again. */
  NexusClient client(String identity) throws Exception {
    return NexusClient.open(address(identity), nexusPort());
  }

  long pid(String program) throws IOException {
    return Long.parseLong(Files.readString(data.resolve("run/" + program + ".pid")).strip());
  }

  /** kill -9, and waits until the process is gone. */
  void kill(String program) throws Exception {
    ProcessHandle process = ProcessHandle.of(pid(program)).orElseThrow();
    process.destroyForcibly();
    Awaitility.await().atMost(TIMEOUT).until(() -> !isRunning(process));
  }

  /** Every process that has this machine's directory among its arguments. */
  List<String> processes() {
    return ProcessHandle.allProcesses().filter(DevMachine::isRunning)
        .map(process -> process.info().commandLine().orElse(""))
        .filter(line -> line.contains(data.toString())).toList();
  }

  /** Everything below the directory that others than its owner could read. */
  List<Path> openToOthers() throws IOException {
    try (Stream<Path> all = Files.walk(data)) {
      List<Path> open = new ArrayList<>();
      for (Path path : all.toList()) {
        boolean directory = Files.isDirectory(path);
        String mode = PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
        if (!mode.equals(directory ? "rwx------" : "rw-------")) {
          open.add(path);
        }
      }
      return open;
    }
  }

  private PeerAnswer ask(String identity, int port, Operation operation, byte[] body)
      throws Exception {
    try (NexusClient client = NexusClient.open(address(identity), port)) {
      return client.ask(operation, body);
    }
  }

  private String address(String identity) {
    return "unix://" + data.resolve("sockets/" + identity + ".sock");
  }

  private String[] devArguments(String... arguments) {
    String keepers = "%d,%d,%d".formatted(ports.get(0), ports.get(1), ports.get(2));
    return Stream.concat(Stream.concat(Stream.of("dev"), Stream.of(arguments)),
        Stream.of("--data", data.toString(), "--nexus-port", "" + nexusPort(), "--keeper-ports",
            keepers))
        .toArray(String[]::new);
  }

  /** A process that nobody has waited for keeps an entry, but does nothing any more. */
  static boolean isRunning(ProcessHandle process) {
    try {
      String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
      return !stat.startsWith(" Z", stat.lastIndexOf(')') + 1);
    } catch (IOException e) {
      return false;
    }
  }
}
