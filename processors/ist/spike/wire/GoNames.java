// SPDX-License-Identifier: Apache-2.0
package ist.spike.wire;

/** How Go's {@code encoding/json} compares names of members: in any case. */
final class GoNames {

  private static final char LONG_S = '\u017f';
  private static final char KELVIN_SIGN = '\u212a';

  private GoNames() {}

  /**
   * Whether both are the same name. ASCII letters fold, and the two others that Unicode folds to
   * such; Java's own comparison would fold the Turkish ones as well.
   */
  static boolean match(String candidate, String found) {
    boolean same = candidate.length() == found.length();
    for (int i = 0; same && i < candidate.length(); i++) {
      same = fold(candidate.charAt(i)) == fold(found.charAt(i));
    }
    return same;
  }

  private static char fold(char letter) {
    return switch (letter) {
      case LONG_S -> 's';
      case KELVIN_SIGN -> 'k';
      default -> letter >= 'A' && letter <= 'Z' ? (char) (letter + ('a' - 'A')) : letter;
    };
  }
}
