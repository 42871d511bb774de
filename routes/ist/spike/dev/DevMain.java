// SPDX-License-Identifier: Apache-2.0
package ist.spike.dev;

import ist.spike.kit.Logging;
import ist.spike.pilot.Terminal;
import ist.spike.wire.SpikeException;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code spike dev}: the whole system on one machine, for development. */
public final class DevMain {
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(40);
  private static final String HELP = """
      spike dev runs a whole SPIKE on this machine, for development: an embedded SPIFFE
      authority, three Keepers, Nexus. The first start makes a root key; each start ends
      with a verified backup.

        spike dev [options]          start everything; Ctrl-C stops everything
        spike dev status             show what runs; exit code 0 only while all of it runs
        spike dev stop [NAME]        stop everything, or one of nexus, keeper-1, keeper-2, keeper-3
        spike dev start NAME         start one of them again

        --data DIR                   where everything lies (~/.spike/dev); goes with every command
        --identity NAME=SPIFFE-ID    one more Workload API socket, DIR/sockets/NAME.sock; repeatable
        --nexus-port N               8553
        --keeper-ports A,B,C         8443,8543,8643
        --detach                     return when it is ready, and leave it running""";

  private final Map<String, String> env;
  private final Terminal terminal;

  private DevMain(Map<String, String> env, Terminal terminal) {
    this.env = env;
    this.terminal = terminal;
  }

  /** Runs the command; the exit code is 0 or 1. */
  public static int run(String[] args, Map<String, String> env) {
    Terminal terminal = Terminal.standard();
    Logging.start("ERROR");
    try {
      return new DevMain(env, terminal).run(args);
    } catch (SpikeException e) {
      terminal.say(e.sentence());
    } catch (IOException e) {
      terminal.say(e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      terminal.say("interrupted");
    }
    return 1;
  }

  private int run(String[] args) throws IOException, InterruptedException {
    DevOptions options = DevOptions.parse(args, env);
    DevLayout layout = new DevLayout(options.data());
    switch (options.command()) {
      case HELP -> terminal.print(HELP);
      case STATUS -> {
        return new Status(layout, terminal::print).show(options.programs()) ? 0 : 1;
      }
      case START -> terminal.print(
          "spike dev: " + ControlClient.send(layout, "start " + options.program().orElseThrow()));
      case STOP -> terminal.print("spike dev: " + stop(options, layout));
      case RUN -> {
        if (options.detach()) {
          new Detached(layout, terminal::print).run(args, env);
        } else {
          new Foreground(options, env, terminal::print).run();
        }
      }
    }
    return 0;
  }

  private String stop(DevOptions options, DevLayout layout) throws IOException {
    if (options.program().isPresent()) {
      return ControlClient.send(layout, "stop " + options.program().get());
    }
    if (!Files.isDirectory(layout.run())) {
      return "nothing runs in " + layout.data();
    }
    Optional<ProcessHandle> supervisor = RunLock.supervisor(layout).running();
    supervisor.ifPresent(process -> Processes.end(List.of(process), STOP_TIMEOUT));
    // Had the supervisor been killed, now or before, its programs would still be here.
    try (RunLock _ = RunLock.take(layout)) {
      int left = EarlierRun.cleanUp(layout, options);
      return supervisor.isPresent() || left > 0 ? "stopped" : "nothing runs in " + layout.data();
    }
  }
}
