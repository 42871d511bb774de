// SPDX-License-Identifier: Apache-2.0
package ist.spike.pilot;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Understands a command line as SPIKE's does: flags anywhere, {@code --flag value},
 * {@code --flag=value}, {@code -f value}, {@code -fvalue}, {@code --} ends them; errors in the same
 * words (wire spec 10.1).
 */
final class ArgumentParser {

  private final List<String> args;
  private final List<String> rest = new ArrayList<>();
  private final Map<String, String> values = new HashMap<>();
  private Command command;
  private int next;

  private ArgumentParser(Command root, List<String> args) {
    this.command = root;
    this.args = args;
  }

  /** Finds the verb and reads its flags and arguments. */
  static Invocation parse(Command root, List<String> args) {
    return new ArgumentParser(root, args).parse();
  }

  private Invocation parse() {
    boolean flagsEnded = false;
    while (next < args.size()) {
      String arg = args.get(next++);
      if (flagsEnded || arg.equals("-") || !arg.startsWith("-")) {
        positional(arg);
      } else if (arg.equals("--")) {
        flagsEnded = true;
      } else if (arg.startsWith("--")) {
        longFlag(arg.substring(2));
      } else {
        shortFlags(arg);
      }
    }
    command.allFlags().forEach(flag -> values.putIfAbsent(flag.name(), flag.initial()));
    Invocation invocation = new Invocation(command, List.copyOf(rest), Map.copyOf(values));
    if (!isHelp(invocation)) {
      command.arity().complaint(command, rest).ifPresent(this::refuse);
    }
    return invocation;
  }

  /** Whether only the help of the verb is wanted. */
  static boolean isHelp(Invocation invocation) {
    return invocation.flag("help").equals("true");
  }

  private void positional(String arg) {
    Optional<Command> child = rest.isEmpty() ? command.child(arg) : Optional.empty();
    if (child.isPresent()) {
      command = child.get();
    } else if (command.action().isEmpty() && arg.equals("help")) {
      values.put("help", "true");
    } else if (command.action().isEmpty()) {
      throw refuse("unknown command \"" + arg + "\" for \"" + command.path() + "\""
          + Suggestion.of(command, arg));
    } else {
      rest.add(arg);
    }
  }

  private void longFlag(String text) {
    int equals = text.indexOf('=');
    String name = equals < 0 ? text : text.substring(0, equals);
    Flag flag = command.allFlags().filter(each -> each.name().equals(name)).findFirst()
        .orElseThrow(() -> refuse("unknown flag: --" + name));
    if (equals >= 0) {
      set(flag, text.substring(equals + 1));
    } else if (flag.kind() == Flag.Kind.SWITCH) {
      set(flag, "true");
    } else {
      set(flag, value("flag needs an argument: --" + name));
    }
  }

  private void shortFlags(String arg) {
    for (int i = 1; i < arg.length(); i++) {
      String letter = arg.substring(i, i + 1);
      Flag flag = command.allFlags().filter(each -> each.shorthand().equals(letter)).findFirst()
          .orElseThrow(() -> refuse("unknown shorthand flag: '" + letter + "' in " + arg));
      if (flag.kind() != Flag.Kind.SWITCH) {
        String joined = arg.substring(i + 1);
        set(flag, joined.isEmpty()
            ? value("flag needs an argument: '" + letter + "' in " + arg)
            : joined.startsWith("=") ? joined.substring(1) : joined);
        return;
      }
      set(flag, "true");
    }
  }

  private String value(String complaint) {
    if (next == args.size()) {
      throw refuse(complaint);
    }
    return args.get(next++);
  }

  private void set(Flag flag, String value) {
    if (flag.kind() == Flag.Kind.INTEGER && !value.matches("[+-]?[0-9]{1,18}")) {
      throw refuse("invalid argument \"" + value + "\" for \"" + flag.spelling()
          + "\" flag: strconv.ParseInt: parsing \"" + value + "\": "
          + (value.matches("[+-]?[0-9]+") ? "value out of range" : "invalid syntax"));
    }
    if (flag.kind() == Flag.Kind.LIST) {
      values.merge(flag.name(), value, (before, now) -> before + "," + now);
    } else {
      values.put(flag.name(), value);
    }
  }

  private UsageException refuse(String message) {
    throw new UsageException(command, message);
  }
}
