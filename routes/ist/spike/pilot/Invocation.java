// SPDX-License-Identifier: Apache-2.0
package ist.spike.pilot;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A verb with what was given to it.
 *
 * @param command the verb
 * @param arguments what is no flag, in order
 * @param flags the value of every flag
 */
record Invocation(Command command, List<String> arguments, Map<String, String> flags) {

  /** The argument at this position, which the verb's arity guarantees. */
  String argument(int index) {
    return arguments.get(index);
  }

  /** The value of a flag of this verb. */
  String flag(String name) {
    return Objects.requireNonNull(flags.get(name), name);
  }

  /** Whether a switch of this verb is on. */
  boolean isSet(String name) {
    return Boolean.parseBoolean(flag(name));
  }

  /** The values of a list flag. */
  List<String> list(String name) {
    return Arrays.stream(flag(name).split(",", -1)).filter(each -> !each.isEmpty()).toList();
  }

  /** The value of an integer flag; one beyond 32 bits becomes the nearest within. */
  int integer(String name) {
    return Math.clamp(Long.parseLong(flag(name)), Integer.MIN_VALUE, Integer.MAX_VALUE);
  }

  /** Names the verb without its arguments, which may hold a secret. */
  @Override
  public String toString() {
    return "Invocation[" + command.path() + "]";
  }
}
