// SPDX-License-Identifier: Apache-2.0
package ist.spike.backup;

import ist.spike.wire.ErrorCode;
import ist.spike.wire.SpikeException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * A scratch installation in a process of its own, started with the Java and the libraries of this
 * process and nothing of its environment. It ends when this is closed, or when this process does.
 */
final class ScratchProcess implements AutoCloseable {

  /** Started by name: it is made of Nexus, which is made of what is here. */
  private static final String PROGRAM = "ist.spike.drill.ScratchInstallation";
  /** What only one process can be told: caches it was trained for, ports, files, agents. */
  private static final List<String> OF_ONE_PROCESS = List.of("-XX:AOT", "-Xlog", "-agent",
      "-javaagent", "-Xrun", "-Dcom.sun.management.", "-XX:StartFlightRecording",
      "-XX:FlightRecorder");
  // SECURITY: whatever this process was told, the memory of that one is not for files and others.
  private static final List<String> OPTIONS = List.of("-XX:-CreateCoredumpOnCrash",
      "-XX:-HeapDumpOnOutOfMemoryError", "-XX:+DisableAttachMechanism", "-XX:-UsePerfData",
      "-XX:TieredStopAtLevel=1");
  private static final String READY = "ready ";
  private static final Duration END = Duration.ofSeconds(10);

  private final Process process;
  private final Path log;
  private final long startedNanos;
  private final OutputStream lifeline;
  private List<URI> addresses = List.of();

  private ScratchProcess(Process process, Path log, long startedNanos) {
    this.process = process;
    this.log = log;
    this.startedNanos = startedNanos;
    this.lifeline = process.getOutputStream();
  }

  /**
   * Starts it and waits until all of it listens.
   *
   * @param log a new file for what it says
   */
  static ScratchProcess start(ScratchOrder order, Path log) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options(ManagementFactory.getRuntimeMXBean().getInputArguments()));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), PROGRAM));
    ProcessBuilder builder = new ProcessBuilder(command)
        .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
    // SECURITY: what is in our environment, credentials of destinations perhaps, is not for it.
    builder.environment().clear();
    builder.environment().put("LC_ALL", "C.UTF-8");
    try {
      ScratchProcess scratch = new ScratchProcess(builder.start(), log, System.nanoTime());
      boolean done = false;
      try {
        order.writeTo(scratch.lifeline);
        scratch.awaitReady(order.life());
        done = true;
        return scratch;
      } finally {
        if (!done) {
          scratch.close();
        }
      }
    } catch (IOException e) {
      throw new SpikeException(ErrorCode.BUSY,
          "the scratch installation cannot be started: " + e.getMessage(), e);
    }
  }

  /**
   * So that what a drill shows is true of Nexus: as the launcher has started that.
   *
   * @param ours options of the JVM of this process
   */
  static List<String> options(List<String> ours) {
    return Stream.concat(
        ours.stream().filter(option -> OF_ONE_PROCESS.stream().noneMatch(option::startsWith)),
        OPTIONS.stream()).toList();
  }

  private void awaitReady(Duration patience) {
    BufferedReader said = new BufferedReader(
        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    CompletableFuture<String> line = new CompletableFuture<>();
    Thread.ofVirtual().start(() -> {
      try {
        line.complete(String.valueOf(said.readLine()));
      } catch (IOException e) {
        line.completeExceptionally(e);
      }
    });
    try {
      String ready = line.get(patience.toMillis(), TimeUnit.MILLISECONDS);
      if (!ready.startsWith(READY)) {
        throw new SpikeException(ErrorCode.INTERNAL,
            "the scratch installation ended before it was ready: " + lastWords());
      }
      addresses = Arrays.stream(ready.substring(READY.length()).split(" ", -1))
          .map(port -> URI.create("https://127.0.0.1:" + port)).toList();
    } catch (ExecutionException | TimeoutException e) {
      throw new SpikeException(ErrorCode.INTERNAL, "the scratch installation is not ready after "
          + patience.toSeconds() + " s", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SpikeException(ErrorCode.BUSY, "nexus is stopping", e);
    }
  }

  /** The last line of its log, which the drill takes away with it. */
  private String lastWords() {
    try (Stream<String> lines = Files.lines(log)) {
      return lines.reduce((first, second) -> second).orElse("it said nothing");
    } catch (IOException | UncheckedIOException e) {
      return "its log cannot be read";
    }
  }

  /** Where its Nexus is. */
  URI nexus() {
    return addresses.getFirst();
  }

  /** Where its Keepers are, in the order of their shares. */
  List<URI> keepers() {
    return addresses.subList(1, addresses.size());
  }

  /** How long ago the process was started. */
  Duration age() {
    return Duration.ofNanos(System.nanoTime() - startedNanos);
  }

  long pid() {
    return process.pid();
  }

  @Override
  public void close() {
    process.destroyForcibly();
    try {
      if (!process.waitFor(END.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new SpikeException(ErrorCode.INTERNAL, "the scratch installation, process "
            + process.pid() + ", does not end; end it by hand");
      }
      lifeline.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      // The pipe of a process that has ended may be broken.
      return;
    }
  }
}
