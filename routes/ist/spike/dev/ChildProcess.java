// SPDX-License-Identifier: Apache-2.0
package ist.spike.dev;

import ist.spike.wire.ErrorCode;
import ist.spike.wire.SpikeException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** A process started here: its log, its pid file, its end. */
final class ChildProcess {
  private static final int SHOWN_LOG_LINES = 5;

  private final String name;
  private final Process process;
  private final PidFile pidFile;
  private final Path log;

  private ChildProcess(String name, Process process, PidFile pidFile, Path log) {
    this.name = name;
    this.process = process;
    this.pidFile = pidFile;
    this.log = log;
  }

  static ChildProcess start(
      String name, ChildLauncher launcher, DevLayout layout, List<String> arguments)
      throws IOException {
    Path log = layout.logOf(name);
    Process process = launcher.start(arguments, log);
    PidFile pidFile = new PidFile(layout.run(), name);
    try {
      pidFile.write(process.toHandle());
    } catch (IOException e) {
      process.destroyForcibly();
      throw e;
    }
    return new ChildProcess(name, process, pidFile, log);
  }

  String name() {
    return name;
  }

  ProcessHandle handle() {
    return process.toHandle();
  }

  boolean isRunning() {
    return process.isAlive();
  }

  /** Calls back once, with a sentence, when the process has ended. */
  void whenEnded(Consumer<String> listener) {
    Thread.ofVirtual().name("watch-" + name).start(() -> {
      process.onExit().join();
      listener.accept(ending());
    });
  }

  /** @throws SpikeException when it ends before, or does not listen in time */
  void awaitListening(int port, Duration bound) {
    Processes.await(() -> !process.isAlive() || Ports.isListening(port), bound);
    if (!process.isAlive()) {
      throw new SpikeException(ErrorCode.INTERNAL, ending() + lastLines());
    }
    if (!Ports.isListening(port)) {
      throw new SpikeException(ErrorCode.INTERNAL,
          "%s does not listen on port %d after %d s; its log: %s"
              .formatted(name, port, bound.toSeconds(), log));
    }
  }

  /**
   * Waits for the end of a program that ends by itself.
   *
   * @throws SpikeException when it fails, or does not end in time
   */
  void awaitSuccess(Duration bound) throws IOException {
    if (!hasEnded(bound)) {
      throw new SpikeException(ErrorCode.INTERNAL,
          "%s did not end within %d s; its log: %s".formatted(name, bound.toSeconds(), log));
    }
    if (process.exitValue() != 0) {
      throw new SpikeException(ErrorCode.INTERNAL, ending() + lastLines());
    }
    forget();
  }

  private boolean hasEnded(Duration bound) {
    try {
      return process.waitFor(bound);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SpikeException(ErrorCode.INTERNAL, "stopped while waiting for " + name, e);
    }
  }

  void forget() throws IOException {
    pidFile.delete();
  }

  private String ending() {
    return "%s ended with exit code %d".formatted(name, process.exitValue());
  }

  private String lastLines() {
    return tail(log).map(lines -> "; the end of " + log + ":\n" + lines).orElse("");
  }

  /** The last lines of a log, when there are any. */
  static Optional<String> tail(Path log) {
    try {
      List<String> lines =
          new String(Files.readAllBytes(log), StandardCharsets.UTF_8).lines().toList();
      int from = Math.max(0, lines.size() - SHOWN_LOG_LINES);
      return Optional.of(String.join("\n", lines.subList(from, lines.size())))
          .filter(text -> !text.isBlank());
    } catch (IOException e) {
      // It only decorates a failure that is reported anyway.
      return Optional.empty();
    }
  }
}
