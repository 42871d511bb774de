// SPDX-License-Identifier: Apache-2.0
package ist.spike.dev;

import ist.spike.wire.ErrorCode;
import ist.spike.wire.SpikeException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Starts programs the way people do, through the launcher; it becomes the Java process itself. */
final class ChildLauncher {
  private static final String LAUNCHER = "SPIKE_LAUNCHER";
  private static final String RECORD = "SPIKE_RECORD";
  /** What the launcher itself reads; all other settings of SPIKE come from the file given. */
  private static final Set<String> KEPT = Set.of(LAUNCHER, "SPIKE_APP", RECORD,
      "SPIKE_JAVA_HOME", "SPIKE_JAVA_OPTS", "SPIKE_JDK_DIRS");

  private static final String JAVA_OPTIONS = "SPIKE_JAVA_OPTS";
  /** A developer may look into a program, with a debugger or jcmd; production forbids it. */
  private static final String ATTACHABLE = "-XX:-DisableAttachMechanism";
  /** A little longer than Camel lets the requests under way take. */
  private static final Duration STOP_GRACE = Duration.ofSeconds(25);
  /** A program that is recorded for an AOT cache writes what it has loaded when it ends. */
  private static final Duration RECORDING_GRACE = Duration.ofSeconds(55);

  private final Map<String, String> env;
  private final String launcher;

  /** @throws SpikeException when this process was not started through the launcher */
  ChildLauncher(Map<String, String> env) {
    this.env = env;
    this.launcher = env.getOrDefault(LAUNCHER, "");
    if (launcher.isEmpty()) {
      throw new SpikeException(ErrorCode.BAD_SETTING,
          "the environment has no SPIKE_LAUNCHER; start with ./spike dev");
    }
  }

  /** How long a program may take to end before it is killed. */
  Duration stopGrace() {
    return env.containsKey(RECORD) ? RECORDING_GRACE : STOP_GRACE;
  }

  /** Starts with nothing to read; everything it says goes to the end of the log. */
  Process start(List<String> arguments, Path log) throws IOException {
    PrivateFiles.touch(log);
    List<String> command = new ArrayList<>();
    command.add(launcher);
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command)
        .redirectInput(new File("/dev/null"))
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
        .redirectErrorStream(true);
    builder.environment().clear();
    builder.environment().putAll(env);
    // A shell that has sourced dev.env must not turn Nexus into the superuser.
    builder.environment().keySet()
        .removeIf(name -> isSetting(name) && !KEPT.contains(name));
    builder.environment().merge(JAVA_OPTIONS, ATTACHABLE, (own, more) -> more + " " + own);
    return builder.start();
  }

  private static boolean isSetting(String name) {
    return name.startsWith("SPIKE_") || name.startsWith("SPIFFE_");
  }
}
