// SPDX-License-Identifier: Apache-2.0
package ist.spike.archive;

import java.util.Locale;

/** For how long a backup is kept: the longest of the slots that it fills. */
public enum Slot {
  /** In no slot. */
  NONE,
  /** Kept for 14 days. */
  DAILY,
  /** Kept for 13 weeks. */
  WEEKLY,
  /** Kept for a year. */
  MONTHLY;

  /** As lists and manifests name it. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The slot of this name. */
  public static Slot of(String text) {
    for (Slot slot : values()) {
      if (slot.text().equals(text)) {
        return slot;
      }
    }
    throw JsonTree.damaged("the history of backups", "'" + text + "' is no slot");
  }
}
