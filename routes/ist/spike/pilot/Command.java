// SPDX-License-Identifier: Apache-2.0
package ist.spike.pilot;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One verb, or a group of verbs.
 *
 * @param path its full name, such as {@code spike secret get}
 * @param arguments how the help shows its arguments
 * @param summary what it does, in one line
 * @param flags its own options
 * @param arity how many arguments it takes
 * @param children the verbs below it
 * @param action what it does; empty for a group
 */
record Command(String path, String arguments, String summary, List<Flag> flags, Arity arity,
    List<Command> children, Optional<Action> action) {

  /** What a verb does. */
  @FunctionalInterface
  interface Action {
    void run(Invocation invocation, Session session);
  }

  /**
   * How many arguments a verb takes.
   *
   * @param min at least
   * @param max at most
   */
  record Arity(int min, int max) {

    static final int MANY = Integer.MAX_VALUE;
    /** Any number of them, whether the verb looks at them or not. */
    static final Arity ANY = new Arity(0, MANY);

    static Arity exactly(int count) {
      return new Arity(count, count);
    }

    /** What is wrong with so many arguments, in the words of SPIKE's parser. */
    Optional<String> complaint(Command command, List<String> given) {
      int count = given.size();
      if (count >= min && count <= max) {
        return Optional.empty();
      }
      if (max == 0) {
        return Optional.of("unknown command " + quoted(given.getFirst()) + " for "
            + quoted(command.path()));
      }
      if (max == MANY) {
        return Optional
            .of("requires at least " + min + " arg(s), only received " + count);
      }
      return Optional.of(min == max
          ? "accepts " + min + " arg(s), received " + count
          : "accepts between " + min + " and " + max + " arg(s), received " + count);
    }

    private static String quoted(String text) {
      return "\"" + text + "\"";
    }
  }

  /** A group of verbs. */
  static Command group(String path, String summary, Command... children) {
    return new Command(path, "", summary, List.of(), Arity.ANY,
        List.of(children), Optional.empty());
  }

  /** The same verb under another name. */
  Command as(String otherPath) {
    return new Command(otherPath, arguments, summary, flags, arity, children, action);
  }

  /** Its own word: the last of its path. */
  String name() {
    return path.substring(path.lastIndexOf(' ') + 1);
  }

  /** The verb of this name below it. */
  Optional<Command> child(String name) {
    return children.stream().filter(each -> each.name().equals(name)).findFirst();
  }

  /** Its own options and those that every verb has. */
  Stream<Flag> allFlags() {
    return Stream.concat(flags.stream(), Stream.of(Flag.CONFIG, Flag.HELP));
  }
}
