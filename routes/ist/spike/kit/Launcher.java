// SPDX-License-Identifier: Apache-2.0
package ist.spike.kit;

import ist.spike.bootstrap.BootstrapMain;
import ist.spike.config.ProgramUsage;
import ist.spike.dev.DevMain;
import ist.spike.keeper.KeeperMain;
import ist.spike.nexus.NexusMain;
import ist.spike.pilot.Pilot;
import ist.spike.pilot.Terminal;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The entry point of every program: the first word says which one. */
public final class Launcher {

  private static final Set<String> PROGRAMS = Set.of("nexus", "keeper", "bootstrap", "dev");

  private Launcher() {}

  /** Runs a program and ends the process with its exit code. */
  public static void main(String[] args) {
    int exitCode = run(args, System.getenv());
    if (args.length > 0 && PROGRAMS.contains(args[0])) {
      System.exit(exitCode);
    }
    // A command has written everything, and nothing else of it is left to end in order. An orderly
    // exit would look for a logger in every library first: a tenth of the time of a command.
    Runtime.getRuntime().halt(exitCode);
  }

  private static int run(String[] args, Map<String, String> environment) {
    String verb = args.length == 0 ? "" : args[0];
    try {
      // Each program is named in a branch of its own, so that Pilot loads no class of the servers.
      return switch (verb) {
        case "nexus" -> start(ProgramUsage.NEXUS, rest(args), environment);
        case "keeper" -> start(ProgramUsage.KEEPER, rest(args), environment);
        case "bootstrap" -> start(ProgramUsage.BOOTSTRAP, rest(args), environment);
        case "dev" -> DevMain.run(rest(args), environment);
        default -> Pilot.run(args, Terminal.standard(), environment);
      };
    } catch (Exception e) {
      Terminal.standard().say(verb + ": " + FailureText.of(e));
      return 1;
    }
  }

  private static int start(ProgramUsage usage, String[] args, Map<String, String> environment)
      throws Exception {
    List<String> arguments = List.of(args);
    if (usage.isHelpWanted(arguments)) {
      Terminal.standard().printText(usage.help());
      return 0;
    }
    Optional<String> refusal = usage.refusal(arguments);
    if (refusal.isPresent()) {
      Terminal.standard().say(usage.program() + ": " + refusal.get());
      return 2;
    }
    return switch (usage) {
      case NEXUS -> NexusMain.run(args, environment);
      case KEEPER -> KeeperMain.run(args, environment);
      case BOOTSTRAP -> BootstrapMain.run(args, environment);
    };
  }

  private static String[] rest(String[] args) {
    return Arrays.copyOfRange(args, 1, args.length);
  }
}
