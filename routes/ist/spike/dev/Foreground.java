// SPDX-License-Identifier: Apache-2.0
package ist.spike.dev;

import ist.spike.wire.BackupReport;
import ist.spike.wire.SpikeException;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

/** {@code spike dev} itself: starts everything, says so, and lives until it is told to stop. */
final class Foreground {
  /** A few minutes, as the SVIDs that SPIRE gives out by default live an hour. */
  private static final Duration SVID_LIFETIME = Duration.ofMinutes(5);

  /** How the launcher says that this build has no AOT caches yet. */
  private static final String UNTRAINED = "SPIKE_UNTRAINED";
  private static final Duration TRAINING_LIMIT = Duration.ofMinutes(15);

  private final DevOptions options;
  private final DevLayout layout;
  private final Map<String, String> env;
  private final Consumer<String> out;
  private final long startedNanos = System.nanoTime();

  Foreground(DevOptions options, Map<String, String> env, Consumer<String> out) {
    this.options = options;
    this.layout = new DevLayout(options.data());
    this.env = env;
    this.out = out;
  }

  /**
   * Runs until the process is told to end; it returns only when the start failed.
   *
   * @throws SpikeException with the reason why it did not start
   */
  void run() throws IOException, InterruptedException {
    ChildLauncher launcher = new ChildLauncher(env);
    layout.make();
    try (RunLock _ = RunLock.take(layout)) {
      cleanUp();
      Ports.requireFree(options.programs());
      RunLock.supervisor(layout).write(ProcessHandle.current());
      EmbeddedAuthority authority =
          EmbeddedAuthority.open(layout.sockets(), options.allIdentities(), SVID_LIFETIME);
      try (DevSystem system = new DevSystem(options, layout, launcher, authority)) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(system), "stop"));
        supervise(system);
      }
    }
  }

  private void supervise(DevSystem system) throws IOException, InterruptedException {
    try {
      SocketDirectory run = SocketDirectory.open(layout.run(), env);
      system.attach(run);
      new DevConfig(options, layout, system.authority()).write();
      BackupReport backup = new StartUp(system, line -> out.accept("spike dev: " + line)).run();
      Consumer<String> news = line -> report(system, line);
      system.watch(news);
      system.attach(ControlServer.start(system, run.file(ControlServer.SOCKET), news));
      out.accept(
          ReadyReport.text(options, backup, Duration.ofNanos(System.nanoTime() - startedNanos)));
      PrivateFiles.write(layout.ready(), ProcessHandle.current().pid() + "\n");
      if (env.containsKey(UNTRAINED)) {
        train(system);
      }
      new CountDownLatch(1).await();
    } catch (SpikeException e) {
      if (system.isClosing()) {
        // Programs that end because everything ends are no failure; the hook says the rest.
        new CountDownLatch(1).await();
      }
      throw e;
    }
  }

  /** After the first start of a build, so that it takes nothing from that. */
  private void train(DevSystem system) throws IOException {
    ChildProcess training = system.spawnTraining();
    Thread.ofVirtual().name("await-training").start(() -> {
      try {
        training.awaitSuccess(TRAINING_LIMIT);
        report(system, "trained; from now on programs and commands start faster");
      } catch (IOException | SpikeException e) {
        report(system, String.valueOf(e.getMessage()));
      }
    });
  }

  private void cleanUp() throws IOException {
    int left = EarlierRun.cleanUp(layout, options);
    if (left > 0) {
      out.accept("spike dev: ended %d %s that an earlier run left behind".formatted(left,
          left == 1 ? "process" : "processes"));
    }
  }

  private void report(DevSystem system, String line) {
    if (!system.isClosing()) {
      out.accept("spike dev: " + line);
    }
  }

  private void end(DevSystem system) {
    if (system.isClosing()) {
      return;
    }
    out.accept("spike dev: stopping");
    try {
      system.close();
      out.accept("spike dev: stopped, nothing runs any more");
    } catch (IOException | SpikeException e) {
      out.accept("spike dev: " + e.getMessage());
    }
  }
}
