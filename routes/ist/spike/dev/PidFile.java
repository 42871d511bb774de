// SPDX-License-Identifier: Apache-2.0
package ist.spike.dev;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Which process a program is. {@code NAME.pid} holds the number alone, for scripts; the moment the
 * process started lies beside it in {@code NAME.started}, because numbers are used again: only a
 * process that has both is ours.
 */
record PidFile(Path run, String program) {
  /** The start time is derived from the boot time, which shifts when the clock is set. */
  private static final Duration TOLERANCE = Duration.ofSeconds(3);

  void write(ProcessHandle process) throws IOException {
    Instant started = process.info().startInstant().orElse(Instant.EPOCH);
    PrivateFiles.write(startedFile(), started.toEpochMilli() + "\n");
    PrivateFiles.write(pidFile(), process.pid() + "\n");
  }

  /** The process, while it runs. */
  Optional<ProcessHandle> running() throws IOException {
    Optional<Long> pid = number(pidFile());
    Optional<Long> started = number(startedFile());
    if (pid.isEmpty() || started.isEmpty()) {
      return Optional.empty();
    }
    Instant recorded = Instant.ofEpochMilli(started.get());
    return ProcessHandle.of(pid.get())
        .filter(process -> process.info().startInstant()
            .filter(at -> Duration.between(at, recorded).abs().compareTo(TOLERANCE) < 0)
            .isPresent())
        .filter(Processes::isRunning);
  }

  void delete() throws IOException {
    Files.deleteIfExists(pidFile());
    Files.deleteIfExists(startedFile());
  }

  private Path pidFile() {
    return run.resolve(program + ".pid");
  }

  private Path startedFile() {
    return run.resolve(program + ".started");
  }

  private static Optional<Long> number(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(Long.parseLong(Files.readString(file).strip()));
    } catch (NumberFormatException e) {
      // A file that does not hold a number names no process.
      return Optional.empty();
    }
  }
}
