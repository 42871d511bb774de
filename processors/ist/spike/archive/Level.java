// SPDX-License-Identifier: Apache-2.0
package ist.spike.archive;

import java.util.Locale;

/** How much is known of a backup in one place; only {@link #VERIFIED} and above count. */
public enum Level {
  /** It is or was here, and nothing else is known. */
  UNKNOWN,
  /** Written here and flushed. */
  STORED,
  /** Read back from here and opened row by row. */
  VERIFIED,
  /** Restored into a scratch installation that answered with its secrets. */
  DRILLED;

  /** As lists and the catalogue name it. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether a backup of this level counts. */
  public boolean counts() {
    return compareTo(VERIFIED) >= 0;
  }

  static Level of(String text) {
    for (Level level : values()) {
      if (level.text().equals(text)) {
        return level;
      }
    }
    throw JsonTree.damaged("the catalogue", "'" + text + "' is no level");
  }
}
