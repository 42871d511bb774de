// SPDX-License-Identifier: Apache-2.0
package ist.spike.dev;

import ist.spike.wire.ErrorCode;
import ist.spike.wire.SpikeException;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** {@code spike dev --detach}: a supervisor in the background, reported once it is ready. */
final class Detached {
  private static final Duration TIMEOUT = Duration.ofMinutes(5);
  private static final Duration POLL = Duration.ofMillis(50);
  /** Puts the supervisor into a session of its own, so that closing the terminal does not end it. */
  private static final Path SETSID = Path.of("/usr/bin/setsid");
  private static final Duration STOP_GRACE = Duration.ofSeconds(20);

  private final DevLayout layout;
  private final Consumer<String> out;

  Detached(DevLayout layout, Consumer<String> out) {
    this.layout = layout;
    this.out = out;
  }

  /**
   * Starts the supervisor with the same arguments and waits until it is ready.
   *
   * @throws SpikeException with the reason why it is not
   */
  void run(String[] arguments, Map<String, String> env) throws IOException {
    String launcher = env.getOrDefault("SPIKE_LAUNCHER", "");
    if (launcher.isEmpty()) {
      throw new SpikeException(ErrorCode.BAD_SETTING,
          "the environment has no SPIKE_LAUNCHER; start with ./spike dev");
    }
    layout.make();
    // Before the log is begun anew: it may be that of a supervisor that runs.
    RunLock.take(layout).close();
    Path log = layout.freshLog("dev");
    Process supervisor = start(launcher, arguments, log);
    Thread giveUp = new Thread(() -> Processes.end(List.of(supervisor.toHandle()), STOP_GRACE));
    Runtime.getRuntime().addShutdownHook(giveUp);
    boolean ended = Processes.await(
        () -> !supervisor.isAlive() || isReady(supervisor.pid()), TIMEOUT, POLL);
    if (!ended || !isReady(supervisor.pid())) {
      String said = Files.readString(log, StandardCharsets.UTF_8).strip();
      throw new SpikeException(ErrorCode.NOT_READY, "not ready, and stopped again:\n" + said);
    }
    Runtime.getRuntime().removeShutdownHook(giveUp);
    out.accept(Files.readString(log, StandardCharsets.UTF_8).stripTrailing());
  }

  private static Process start(String launcher, String[] arguments, Path log) throws IOException {
    List<String> command = new ArrayList<>();
    if (Files.isExecutable(SETSID)) {
      command.add(SETSID.toString());
    }
    command.add(launcher);
    command.add("dev");
    for (String argument : arguments) {
      if (!argument.equals("--detach")) {
        command.add(argument);
      }
    }
    return new ProcessBuilder(command)
        .redirectInput(new File("/dev/null"))
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
        .redirectErrorStream(true)
        .start();
  }

  private boolean isReady(long pid) {
    try {
      return Files.exists(layout.ready())
          && Files.readString(layout.ready()).strip().equals(Long.toString(pid));
    } catch (IOException e) {
      // Removed between the two looks: no longer ready.
      return false;
    }
  }
}
