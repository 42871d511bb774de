// SPDX-License-Identifier: Apache-2.0
package ist.spike.nexus;

import ist.spike.config.Settings;
import ist.spike.fakes.RunningProgram;
import ist.spike.identity.SvidSource;
import ist.spike.kit.TlsHygiene;
import java.util.List;
import java.util.Map;

/** Nexus as its main puts it together, in the JVM of the test. */
public final class RunningNexus implements AutoCloseable {

  private final NexusProcess process;
  private final RunningProgram program;

  private RunningNexus(NexusProcess process, RunningProgram program) {
    this.process = process;
    this.program = program;
  }

  /** Starts Nexus on a free port of this machine. */
  public static RunningNexus start(Map<String, String> environment, SvidSource identity)
      throws Exception {
    TlsHygiene.apply();
    Settings settings = Settings.load("nexus", List.of(), environment);
    NexusProcess process = NexusProcess.open(settings, environment, identity);
    return new RunningNexus(process,
        RunningProgram.start(settings.toProperties(), process.engine(), process.routes()));
  }

  public int port() {
    return program.port();
  }

  @Override
  public void close() {
    try (process) {
      program.close();
    }
  }
}
