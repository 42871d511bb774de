// SPDX-License-Identifier: Apache-2.0
package ist.spike.pilot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** The help of a verb or a group, laid out as SPIKE's. */
final class HelpText {

  private static final int NAME_WIDTH = 12;
  private static final String EXAMPLES = "/examples.txt";

  private HelpText() {}

  /** What it does, how it is used, and examples of that. */
  static String of(Command command) {
    String help = command.summary() + "\n\n" + usage(command);
    return command.action().isEmpty() ? help : help + "\nExamples:\n" + examples(command);
  }

  /** The lines of a text file that begin with the verb. */
  private static String examples(Command command) {
    try (InputStream in = requireNonNull(HelpText.class.getResourceAsStream(EXAMPLES), EXAMPLES)) {
      return new String(in.readAllBytes(), UTF_8).lines()
          .filter(line -> (line + " ").startsWith(command.path() + " "))
          .map(line -> "  " + line + "\n").collect(Collectors.joining());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** How it is used: the block that also follows a usage error. */
  static String usage(Command command) {
    StringBuilder text = new StringBuilder("Usage:\n");
    if (command.action().isPresent()) {
      text.append("  ").append(command.path()).append(command.arguments()).append(" [flags]\n");
    }
    if (!command.children().isEmpty()) {
      text.append("  ").append(command.path()).append(" [command]\n\nAvailable Commands:\n");
      command.children().stream().sorted(Comparator.comparing(Command::name))
          .forEach(child -> text.append("  ").append(padded(child.name(), NAME_WIDTH))
              .append(firstLine(child.summary())).append('\n'));
    }
    text.append("\nFlags:\n");
    flags(command, text);
    if (!command.children().isEmpty()) {
      text.append("\nUse \"").append(command.path())
          .append(" [command] --help\" for more information about a command.\n");
    }
    return text.toString();
  }

  private static void flags(Command command, StringBuilder text) {
    List<Flag> flags = command.allFlags().sorted(Comparator.comparing(Flag::name)).toList();
    int width = flags.stream().mapToInt(flag -> left(flag).length()).max().orElse(0) + 3;
    for (Flag flag : flags) {
      text.append(padded(left(flag), width)).append(flag.usage());
      if (flag.kind() == Flag.Kind.TEXT && !flag.initial().isEmpty()) {
        text.append(" (default \"").append(flag.initial()).append("\")");
      }
      text.append('\n');
    }
  }

  private static String left(Flag flag) {
    String shorthand = flag.shorthand().isEmpty() ? "      " : "  -" + flag.shorthand() + ", ";
    return shorthand + "--" + flag.name() + flag.kind().placeholder();
  }

  private static String firstLine(String text) {
    return text.lines().findFirst().orElse("");
  }

  private static String padded(String text, int width) {
    return text + " ".repeat(Math.max(1, width - text.length()));
  }
}
