// SPDX-License-Identifier: Apache-2.0
package ist.spike.pilot;

import ist.spike.config.EditDistance;
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
            || EditDistance.between(name, word.toLowerCase(Locale.ROOT)) <= MAX_DISTANCE)
        .toList();
    return near.isEmpty()
        ? ""
        : near.stream().collect(Collectors.joining("\n\t", "\n\nDid you mean this?\n\t", "\n"));
  }
}
