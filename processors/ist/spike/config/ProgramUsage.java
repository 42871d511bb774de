// SPDX-License-Identifier: Apache-2.0
package ist.spike.config;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What the programs that are started, not asked, take on their command lines. Whatever else stands there is refused: with
 * a misspelt {@code --config} a program would start with other settings than its operator believes.
 */
public enum ProgramUsage {
  /** The secrets store. */
  NEXUS("the secrets store, until it is told to stop", ""),
  /** A holder of one share. */
  KEEPER("one Keeper, which holds one share of the root key, until it is told to stop", ""),
  /** The maker of the root key. */
  BOOTSTRAP("Bootstrap, which makes the root key once and ends", "-init");

  private static final List<String> HELP = List.of("--help", "-h");

  private final String what;
  /** As in Go, with one hyphen or two; empty when there is none. */
  private final String flag;

  ProgramUsage(String what, String flag) {
    this.what = what;
    this.flag = flag;
  }

  /** The program's name, as typed. */
  public String program() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether somebody wants to read {@link #help} instead of starting the program. */
  public boolean isHelpWanted(List<String> arguments) {
    return arguments.stream().anyMatch(HELP::contains);
  }

  /** How the program is started, and all of its settings with their defaults and what they mean. */
  public String help() {
    return "spike " + program() + " runs " + what + ".\n\n  " + usage() + "\n\n"
        + SettingsFiles.commentedDefaults(program());
  }

  /** What is wrong with these arguments, in a sentence; empty when they can be meant. */
  public Optional<String> refusal(List<String> arguments) {
    for (int i = 0; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      boolean isFile = i > 0 && arguments.get(i - 1).equals(SettingsFiles.OPTION);
      if (!isFile && !isKnown(argument)) {
        return Optional.of("unknown argument " + argument + "; usage: " + usage());
      }
    }
    return Optional.empty();
  }

  private boolean isKnown(String argument) {
    return argument.equals(SettingsFiles.OPTION) || argument.startsWith(SettingsFiles.OPTION + "=")
        || (!flag.isEmpty() && List.of(flag, "-" + flag).contains(argument));
  }

  private String usage() {
    return "spike " + program() + (flag.isEmpty() ? "" : " " + flag) + " [" + SettingsFiles.OPTION
        + " FILE]";
  }
}
