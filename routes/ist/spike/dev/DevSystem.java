// SPDX-License-Identifier: Apache-2.0
package ist.spike.dev;

import ist.spike.wire.ErrorCode;
import ist.spike.wire.SpikeException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The processes of one development system and the authority they live by. They are children of this
 * process; closing ends them all. Nothing that ends is started again by itself.
 */
final class DevSystem implements AutoCloseable {
  /** A program that ends is told of at once; one on a crowded machine may take its time. */
  static final Duration LISTEN_TIMEOUT = Duration.ofMinutes(3);
  static final String TRAINING = "training";

  private final DevOptions options;
  private final DevLayout layout;
  private final ChildLauncher launcher;
  private final EmbeddedAuthority authority;
  private final Map<String, ChildProcess> children = new LinkedHashMap<>();
  private final List<Closeable> attached = new ArrayList<>();
  private boolean closing;

  DevSystem(DevOptions options, DevLayout layout, ChildLauncher launcher,
      EmbeddedAuthority authority) {
    this.options = options;
    this.layout = layout;
    this.launcher = launcher;
    this.authority = authority;
  }

  DevOptions options() {
    return options;
  }

  DevLayout layout() {
    return layout;
  }

  EmbeddedAuthority authority() {
    return authority;
  }

  /** Whether the end has begun, so that programs that end are no news. */
  synchronized boolean isClosing() {
    return closing;
  }

  /** Hands over what has to end before the programs do. */
  synchronized void attach(Closeable resource) {
    attached.addFirst(resource);
  }

  /** Starts a program without waiting for it. */
  ChildProcess spawn(Program program) throws IOException {
    String conf = layout.confOf(program.name()).toString();
    return spawn(program.name(), List.of(program.verb(), "--config", conf));
  }

  /** Starts Bootstrap, which ends by itself. */
  ChildProcess spawnBootstrap() throws IOException {
    String conf = layout.confOf(DevIdentities.BOOTSTRAP).toString();
    return spawn(DevIdentities.BOOTSTRAP, List.of("bootstrap", "-init", "--config", conf));
  }

  /** Starts to make the AOT caches of this build, which ends by itself. */
  ChildProcess spawnTraining() throws IOException {
    layout.freshLog(TRAINING);
    return spawn(TRAINING, List.of("train"));
  }

  /** Tells from now on of every program that ends. */
  synchronized void watch(Consumer<String> whenEnded) {
    options.programs().stream().map(program -> children.get(program.name()))
        .forEach(child -> Objects.requireNonNull(child).whenEnded(whenEnded));
  }

  /**
   * Starts a program that does not run and waits until it listens.
   *
   * @return one line about what was done
   * @throws SpikeException when it ended instead, or its port is taken
   */
  String start(String name, Consumer<String> whenEnded) throws IOException {
    Program program = program(name);
    Optional<ChildProcess> running = child(name).filter(ChildProcess::isRunning);
    if (running.isPresent()) {
      running.get().awaitListening(program.port(), LISTEN_TIMEOUT);
      return name + " runs already, process " + running.get().handle().pid();
    }
    Ports.requireFree(List.of(program));
    ChildProcess child = spawn(program);
    child.awaitListening(program.port(), LISTEN_TIMEOUT);
    child.whenEnded(whenEnded);
    return "%s listens on %s, process %d"
        .formatted(name, program.listenAddress(), child.handle().pid());
  }

  /** Ends a program, gracefully if it will; one that does not run is fine, too. */
  String stop(String name) throws IOException {
    Program program = program(name);
    Optional<ChildProcess> running = child(program.name()).filter(ChildProcess::isRunning);
    if (running.isEmpty()) {
      return name + " did not run";
    }
    if (!Processes.end(List.of(running.get().handle()), launcher.stopGrace())) {
      throw new SpikeException(ErrorCode.INTERNAL, name + " cannot be ended");
    }
    running.get().forget();
    return name + " has ended";
  }

  /** Ends all programs, then the authority. A second call waits for the first. */
  @Override
  public synchronized void close() throws IOException {
    closing = true;
    for (Closeable resource : attached) {
      resource.close();
    }
    attached.clear();
    List<ProcessHandle> all = children.values().stream().filter(ChildProcess::isRunning)
        .map(ChildProcess::handle).toList();
    if (!Processes.end(all, launcher.stopGrace())) {
      throw new SpikeException(ErrorCode.INTERNAL, "processes cannot be ended: "
          + all.stream().filter(Processes::isRunning).map(ProcessHandle::pid).toList());
    }
    for (ChildProcess child : children.values()) {
      child.forget();
    }
    children.clear();
    authority.close();
    Files.deleteIfExists(layout.ready());
    RunLock.supervisor(layout).delete();
  }

  private synchronized Optional<ChildProcess> child(String name) {
    return Optional.ofNullable(children.get(name));
  }

  private synchronized ChildProcess spawn(String name, List<String> arguments) throws IOException {
    if (closing) {
      throw new SpikeException(ErrorCode.NOT_READY, "spike dev is stopping");
    }
    ChildProcess child = ChildProcess.start(name, launcher, layout, arguments);
    children.put(name, child);
    return child;
  }

  private Program program(String name) {
    return options.programs().stream().filter(each -> each.name().equals(name)).findFirst()
        .orElseThrow(() -> new SpikeException(ErrorCode.BAD_REQUEST, "no program named " + name));
  }
}
