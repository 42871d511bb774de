// SPDX-License-Identifier: Apache-2.0
package ist.spike.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** Runs the launcher of this project on the jars of this build, as a person at a terminal does. */
final class SpikeCommand {
  private static final int RUN_LIMIT_SECONDS = 600;

  /** How a run ended, and what it wrote. */
  record Outcome(int exitCode, String out, String err) {}

  private final Path scratch;
  private final Map<String, String> environment = new TreeMap<>(System.getenv());
  private final List<String> before = new ArrayList<>();

  /** @param scratch for the output of the runs */
  SpikeCommand(Path scratch) {
    this.scratch = scratch;
    environment.keySet().removeIf(name -> name.startsWith("SPIKE_") || name.startsWith("SPIFFE_"));
    environment.put("SPIKE_JAVA_HOME", System.getProperty("java.home"));
    // The package phase has made the jar and lib/; what is tested is exactly that.
    environment.put("SPIKE_APP", Path.of("target").toAbsolutePath().toString());
  }

  SpikeCommand with(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  /** Runs on a terminal of its own instead of with pipes; both outputs are one there. */
  SpikeCommand onTerminal() {
    before.addAll(List.of("python3", "-c",
        "import os, pty, sys; sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))"));
    return this;
  }

  /** Runs to the end, within a bound. */
  Outcome run(String... arguments) throws IOException, InterruptedException {
    Path out = Files.createTempFile(scratch, "run", ".out");
    Path err = Files.createTempFile(scratch, "run", ".err");
    Process process = builder(arguments)
        .redirectOutput(out.toFile()).redirectError(err.toFile()).start();
    if (!process.waitFor(RUN_LIMIT_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("no end after %d s: %s%n%s%n%s".formatted(RUN_LIMIT_SECONDS,
          List.of(arguments), Files.readString(out), Files.readString(err)));
    }
    return new Outcome(process.exitValue(), Files.readString(out), Files.readString(err));
  }

  /** Starts and leaves running; everything it says goes to the file. */
  Process start(Path log, String... arguments) throws IOException {
    return builder(arguments).redirectErrorStream(true).redirectOutput(log.toFile()).start();
  }

  private ProcessBuilder builder(String... arguments) {
    List<String> command = new ArrayList<>(before);
    command.add(Path.of("spike").toAbsolutePath().toString());
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().clear();
    builder.environment().putAll(environment);
    return builder;
  }
}
