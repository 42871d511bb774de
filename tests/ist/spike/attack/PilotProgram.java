// SPDX-License-Identifier: Apache-2.0
package ist.spike.attack;

import ist.spike.kit.Launcher;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The command line as a process: one command, one answer. */
final class PilotProgram {

  private static final int LIMIT_SECONDS = 90;

  private final Path directory;
  private final AttackedProgram.Build build;

  /**
   * How a command ended.
   *
   * @param text what it wrote, to either stream
   */
  record Said(int exitCode, String text) {}

  PilotProgram(Path directory, AttackedProgram.Build build) {
    this.directory = directory;
    this.build = build;
  }

  Path recoveryDirectory() {
    return directory.resolve("custody/recover");
  }

  Said run(String socket, URI nexus, String input, List<String> arguments)
      throws IOException, InterruptedException {
    Path in = Files.writeString(directory.resolve("pilot.in"), input);
    Path out = directory.resolve("pilot.out");
    List<String> command = new ArrayList<>(build.java());
    command.addAll(List.of("-cp", build.classPath(), Launcher.class.getName()));
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command).redirectInput(in.toFile())
        .redirectErrorStream(true).redirectOutput(out.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("SPIKE_"));
    builder.environment().putAll(Map.of("SPIFFE_ENDPOINT_SOCKET", socket, "SPIKE_NEXUS_API_URL",
        nexus.toString(), "SPIKE_PILOT_RECOVERY_DIR", directory.resolve("custody").toString()));
    Process process = builder.start();
    if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("no end of " + arguments + ": " + Files.readString(out));
    }
    return new Said(process.exitValue(), Files.readString(out));
  }
}
