// SPDX-License-Identifier: Apache-2.0
package ist.spike.pilot;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What was probably meant by an unknown word, in the layout of SPIKE's parser. */
final class Suggestion {

  private static final int MAX_DISTANCE = 2;

  private Suggestion() {}

  /** A text to append to an error; empty when nothing is near. */
  static String of(Command group, String word) {
    List<String> near = group.children().stream().map(Command::name)
        .filter(name -> name.startsWith(word.toLowerCase(Locale.ROOT))
            || distance(name, word.toLowerCase(Locale.ROOT)) <= MAX_DISTANCE)
        .toList();
    return near.isEmpty()
        ? ""
        : near.stream().collect(Collectors.joining("\n\t", "\n\nDid you mean this?\n\t", "\n"));
  }

  /** How many letters must be changed, added or removed (Levenshtein). */
  private static int distance(String one, String other) {
    int[] row = new int[other.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= one.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int above = row[j];
        int change = one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1;
        row[j] = Math.min(diagonal + change, Math.min(above, row[j - 1]) + 1);
        diagonal = above;
      }
    }
    return row[other.length()];
  }
}
