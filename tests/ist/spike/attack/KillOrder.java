// SPDX-License-Identifier: Apache-2.0
package ist.spike.attack;

import java.util.List;

/**
 * Says when to kill whom. It lies in a file that the program looks at in each of its steps.
 *
 * @param serial tells it from other orders
 * @param moment before or after the step
 * @param step route and id of the step, with a slash between
 * @param visit at which visit of that step, counted from 1 since the order was given
 * @param victim the name of the program to kill
 */
record KillOrder(long serial, Moment moment, String step, int visit, String victim) {

  /** On which side of a step. */
  enum Moment {
    BEFORE,
    AFTER
  }

  private static final int WORDS = 5;

  static KillOrder parse(String text) {
    List<String> words = List.of(text.strip().split(" ", WORDS));
    return new KillOrder(Long.parseLong(words.get(0)), Moment.valueOf(words.get(1)),
        words.get(2), Integer.parseInt(words.get(3)), words.get(4));
  }

  String text() {
    return serial + " " + moment + " " + step + " " + visit + " " + victim;
  }
}
