// SPDX-License-Identifier: Apache-2.0
package ist.spike.bench;

import ist.spike.fakes.LoopbackPorts;
import ist.spike.fakes.RawAnswer;
import ist.spike.fakes.RawHttps;
import ist.spike.identity.WorkloadApiSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;

/** A whole development system in processes of its own: {@code spike dev --detach}. */
final class Machine implements AutoCloseable {

  /** Who may do everything. */
  static final String SUPERUSER = "superuser";
  /** Who may do what policies say. */
  static final String WORKLOAD = "workload";

  private static final int NOBODY_LISTENS = 1;
  /** Pilot's exit code. */
  private static final int UNREACHABLE = 6;
  private static final Duration COMMAND_LIMIT = Duration.ofMinutes(15);
  private static final Duration IDENTITY_LIMIT = Duration.ofSeconds(20);
  private static final int PORTS = 4;

  private final Path directory;
  private final Path log;
  private final List<Integer> ports;
  private final Map<String, WorkloadApiSource> sources = new HashMap<>();

  private Machine(Path directory, List<Integer> ports) {
    this.directory = directory;
    this.log = directory.resolveSibling(directory.getFileName() + ".log");
    this.ports = ports;
  }

  /** Starts it in an empty directory and waits until it is ready. */
  static Machine start(Path directory) throws Exception {
    Machine machine = new Machine(directory, LoopbackPorts.free(PORTS));
    List<Integer> ports = machine.ports;
    machine.spike("dev", "--data", directory.toString(), "--detach", "--nexus-port",
        "" + machine.port(), "--keeper-ports",
        "%d,%d,%d".formatted(ports.get(1), ports.get(2), ports.get(3)));
    return machine;
  }

  int port() {
    return ports.getFirst();
  }

  Path directory() {
    return directory;
  }

  long pid(String program) throws IOException {
    return Long.parseLong(Files.readString(directory.resolve("run/" + program + ".pid")).strip());
  }

  /** The address of the Workload API that gives this identity. */
  String socket(String identity) {
    return "unix://" + directory.resolve("sockets/" + identity + ".sock");
  }

  /** The identity's SVID, followed as it rotates. */
  WorkloadApiSource source(String identity) {
    return sources.computeIfAbsent(identity,
        name -> WorkloadApiSource.open(socket(name), IDENTITY_LIMIT));
  }

  /** Nexus as this identity calls it. */
  Target nexus(String identity) throws IOException {
    SSLContext client = RawHttps.context(source(identity));
    return new Target(client, port(), pid("nexus"));
  }

  /** One request to Nexus. */
  RawAnswer ask(String identity, Load.Request request) throws IOException {
    try (RawHttps link = RawHttps.connect(nexus(identity).client(), port())) {
      return link.post(request.target(), request.json());
    }
  }

  /** Runs the launcher to its end. */
  void spike(String... arguments) throws IOException, InterruptedException {
    spike(port(), 0, arguments);
  }

  /** The same where nobody listens: everything up to the first connection. */
  void spikeWithoutNexus(String... arguments) throws IOException, InterruptedException {
    spike(NOBODY_LISTENS, UNREACHABLE, arguments);
  }

  private void spike(int nexusPort, int exitCode, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(Path.of("spike").toAbsolutePath().toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().put("SPIFFE_ENDPOINT_SOCKET", socket(SUPERUSER));
    builder.environment().put("SPIKE_NEXUS_API_URL", "https://127.0.0.1:" + nexusPort);
    Process process = builder.start();
    if (!process.waitFor(COMMAND_LIMIT.toSeconds(), TimeUnit.SECONDS)
        || process.exitValue() != exitCode) {
      process.destroyForcibly();
      throw new IOException("failed: " + command + "\n" + Files.readString(log));
    }
  }

  @Override
  public void close() throws IOException {
    sources.values().forEach(WorkloadApiSource::close);
    try {
      spike("dev", "stop", "--data", directory.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("stopped while a system was ending", e);
    }
  }
}
