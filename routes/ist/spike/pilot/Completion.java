// SPDX-License-Identifier: Apache-2.0
package ist.spike.pilot;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * {@code spike completion}: scripts that complete verbs, flags and paths of secrets, made from the
 * table of commands. All three walk the words before the cursor to the verb they name, and offer what
 * follows it; paths they ask Nexus for, and without a quick answer there are none.
 */
final class Completion {

  /** The programs, which have command lines of their own. */
  private static final Map<String, String> PROGRAMS =
      Map.of("dev", "Run everything for development", "nexus", "Run Nexus", "keeper",
          "Run a Keeper", "bootstrap", "Make the root key", "help", "Show the help of a verb");

  /**
   * Prints the paths that begin with its argument. SECURITY: only those without a character that means
   * something to a shell; bash would carry out what is in the others.
   */
  private static final String PATHS = """
      timeout 2 spike secret list --limit 100 --prefix %s </dev/null 2>/dev/null \
          | sed -n 's|^- \\([A-Za-z0-9._/-]*\\)$|\\1|p'""";

  private Completion() {}

  /** The group of verbs that print the scripts for the commands of {@code others}. */
  static Command group(List<Command> others) {
    return Command.group("spike completion",
        """
            Print a completion script

            bash: source <(spike completion bash)
            zsh:  source <(spike completion zsh)
            fish: spike completion fish | source""",
        shell("bash", others), shell("zsh", others), shell("fish", others));
  }

  private static Command shell(String name, List<Command> others) {
    return new Command("spike completion " + name, "", "Print the completion script for " + name,
        List.of(), Command.Arity.exactly(0), List.of(), Optional.of((invocation, session) -> {
          List<Place> places = places(others);
          session.terminal().printText(switch (name) {
            case "bash" -> bash(places);
            case "zsh" -> zsh(places);
            default -> fish(places);
          });
        }));
  }

  /**
   * A verb or a group and what can follow it.
   *
   * @param path its words after {@code spike}, each with a blank before it
   * @param next every word that can follow, with what it does
   * @param flags its own options
   * @param takesSecret whether its argument is the path of a secret
   */
  private record Place(String path, Map<String, String> next, List<Flag> flags,
      boolean takesSecret) {

    static Place of(Command command) {
      Map<String, String> next = new LinkedHashMap<>();
      command.children().forEach(child -> next.put(child.name(), plain(child.summary())));
      return new Place(command.path().substring("spike".length()), next,
          command.allFlags().toList(),
          command.arguments().startsWith(" <path>") || command.arguments().startsWith(" <source>"));
    }

    /** One line without characters that mean something to a shell. */
    static String plain(String text) {
      return text.lines().findFirst().orElse("").replaceAll("[^A-Za-z0-9 ,;.<>=/|-]", "");
    }
  }

  private static List<Place> places(List<Command> others) {
    Map<String, String> verbs = new LinkedHashMap<>(new TreeMap<>(PROGRAMS));
    others.forEach(each -> verbs.put(each.name(), Place.plain(each.summary())));
    verbs.put("completion", "Print a completion script");
    List<Place> places = new ArrayList<>();
    places.add(new Place("", verbs, List.of(Flag.HELP), false));
    places.add(new Place(" completion",
        Map.of("bash", "for bash", "fish", "for fish", "zsh", "for zsh"), List.of(Flag.HELP),
        false));
    others.forEach(each -> collect(each, places));
    return places;
  }

  private static void collect(Command command, List<Place> places) {
    places.add(Place.of(command));
    command.children().forEach(child -> collect(child, places));
  }

  private static String bash(List<Place> places) {
    StringBuilder text = new StringBuilder("""
        # bash completion for spike
        _spike_paths() {
          %s
        }
        _spike() {
          local word=${COMP_WORDS[COMP_CWORD]} place= each words=
          for each in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
            case "$place $each" in
        """.formatted(PATHS.formatted("\"$1\"")));
    text.append("      ").append(pattern(places)).append(") place=\"$place $each\" ;;\n");
    text.append("    esac\n  done\n  case $place in\n");
    for (Place place : places) {
      List<String> words = new ArrayList<>(place.next().keySet());
      place.flags().forEach(flag -> words.add("--" + flag.name()));
      text.append("    '").append(place.path()).append("') words='")
          .append(String.join(" ", words)).append("' ;;\n");
    }
    return text.append("""
          esac
          case $place in
            %s) [[ $word == -* ]] || words="$words $(_spike_paths "$word")" ;;
          esac
          # No word has a blank in it.
          COMPREPLY=($(compgen -W "$words" -- "$word"))
        }
        complete -o default -F _spike spike
        """.formatted(secretPattern(places))).toString();
  }

  private static String zsh(List<Place> places) {
    StringBuilder text = new StringBuilder("""
        #compdef spike
        _spike_paths() {
          %s
        }
        _spike() {
          local place='' each
          local -a found
          for each in "${words[@]:1:$((CURRENT - 2))}"; do
            case "$place $each" in
        """.formatted(PATHS.formatted("\"$1\"")));
    text.append("      ").append(pattern(places)).append(") place=\"$place $each\" ;;\n");
    text.append("    esac\n  done\n  case $place in\n");
    for (Place place : places) {
      text.append("    '").append(place.path()).append("') found=(");
      place.next().forEach((word, summary) -> text.append(" '").append(word).append(':')
          .append(summary).append('\''));
      place.flags().forEach(flag -> text.append(" '--").append(flag.name()).append(':')
          .append(Place.plain(flag.usage())).append('\''));
      text.append(" ) ;;\n");
    }
    return text.append("""
          esac
          _describe spike found
          [[ $PREFIX == -* ]] && return
          case $place in
            %s) compadd -- ${(f)"$(_spike_paths "$PREFIX")"} ;;
            *) _files ;;
          esac
        }
        if [[ ${funcstack[1]} == _spike ]]; then _spike "$@"; else compdef _spike spike; fi
        """.formatted(secretPattern(places))).toString();
  }

  private static String fish(List<Place> places) {
    StringBuilder text = new StringBuilder("""
        # fish completion for spike
        function __spike_paths
          %s
        end
        function __spike_place
          set -l place ''
          for each in (commandline -opc)[2..]
            switch "$place $each"
        """.formatted(PATHS.formatted("(commandline -ct)")));
    text.append("      case ").append(pattern(places).replace("|", " "))
        .append("\n        set place \"$place $each\"\n    end\n  end\n  echo \"$place\"\nend\n");
    for (Place place : places) {
      String condition = "complete -c spike -n 'test (__spike_place) = \"" + place.path() + "\"' ";
      if (place.takesSecret()) {
        text.append(condition).append("-a '(__spike_paths)'\n");
      }
      place.next().forEach((word, summary) -> text.append(condition).append("-f -a '").append(word)
          .append("' -d '").append(summary).append("'\n"));
      for (Flag flag : place.flags()) {
        text.append(condition).append("-l ").append(flag.name());
        if (!flag.shorthand().isEmpty()) {
          text.append(" -s ").append(flag.shorthand());
        }
        text.append(flag.kind() == Flag.Kind.SWITCH ? "" : " -r").append(" -d '")
            .append(Place.plain(flag.usage())).append("'\n");
      }
    }
    return text.toString();
  }

  /** The verbs whose argument is the path of a secret, as a pattern of {@code case}. */
  private static String secretPattern(List<Place> places) {
    return pattern(places.stream().filter(Place::takesSecret).toList());
  }

  /** Every path that is a word or more, as a pattern of {@code case}. */
  private static String pattern(List<Place> places) {
    return String.join("|", places.stream().filter(place -> !place.path().isEmpty())
        .map(place -> "'" + place.path() + "'").toList());
  }
}
