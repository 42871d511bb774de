// SPDX-License-Identifier: Apache-2.0
package ist.spike.config;

/** How far two words are from each other, to guess what a mistyped one was meant to be. */
public final class EditDistance {

  private EditDistance() {}

  /** How many characters to insert, remove or replace to make one text the other (Levenshtein). */
  public static int between(String one, String other) {
    int[] row = new int[other.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= one.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int above = row[j];
        int replaced = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(replaced, Math.min(above, row[j - 1]) + 1);
        diagonal = above;
      }
    }
    return row[other.length()];
  }
}
