// SPDX-License-Identifier: Apache-2.0
package ist.spike.archive;

import java.util.Locale;

/** What a verification checks, one after the other. */
public enum Check {
  /** Size and SHA-256 of the file are those it was written with. */
  HASH,
  /** Every chunk of the age file is authentic and the last one is there. */
  DECRYPTION,
  /** The manifest is signed by the store, and every member is what it says. */
  SIGNATURE,
  /** {@code integrity_check} and {@code foreign_key_check}. */
  STRUCTURE,
  /** Every row opens and has its counterpart. */
  ROWS,
  /** The set hash over all rows is that of the sealed head and of the manifest. */
  SET_HASH,
  /** Rows of each table, change number and format are those of the manifest. */
  COUNTS;

  /** As lists and the catalogue name it. */
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static Check of(String text) {
    for (Check check : values()) {
      if (check.text().equals(text)) {
        return check;
      }
    }
    throw JsonTree.damaged("the catalogue", "'" + text + "' is no check");
  }
}
