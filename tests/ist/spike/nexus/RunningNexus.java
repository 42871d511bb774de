// SPDX-License-Identifier: Apache-2.0
package ist.spike.nexus;

import ist.spike.config.Settings;
import ist.spike.fakes.RunningProgram;
import ist.spike.identity.SvidSource;
import ist.spike.kit.ManagementServer;
import ist.spike.kit.TlsHygiene;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Nexus as its main puts it together, in the JVM of the test. */
public final class RunningNexus implements AutoCloseable {

  private final NexusProcess process;
  private final RunningProgram program;
  private final Optional<ManagementServer> management;

  private RunningNexus(NexusProcess process, RunningProgram program,
      Optional<ManagementServer> management) {
    this.process = process;
    this.program = program;
    this.management = management;
  }

  /** Starts Nexus on a free port of this machine. */
  public static RunningNexus start(Map<String, String> environment, SvidSource identity)
      throws Exception {
    TlsHygiene.apply();
    Settings settings = Settings.load("nexus", List.of(), environment);
    NexusProcess process = NexusProcess.open(settings, environment, identity);
    NexusProcess.Ready ready = process.assemble();
    Optional<ManagementServer> management = ManagementServer.open(settings, ready.vitals());
    return new RunningNexus(process, RunningProgram.start(settings.toProperties(),
        process.engine(), ready.routes()), management);
  }

  /** Where it tells its health and its metrics, if the settings named an address. */
  public int managementPort() {
    return management.orElseThrow().port();
  }

  public int port() {
    return program.port();
  }

  @Override
  public void close() {
    try (process) {
      management.ifPresent(ManagementServer::close);
      program.close();
    }
  }
}
