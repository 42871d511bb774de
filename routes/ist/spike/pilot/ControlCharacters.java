// SPDX-License-Identifier: Apache-2.0
package ist.spike.pilot;

/** What does something to a terminal instead of being shown by it, but for ends of lines and tabs. */
final class ControlCharacters {

  private ControlCharacters() {}

  static boolean areIn(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (isOne(text, i)) {
        return true;
      }
    }
    return false;
  }

  /** The text with each of them written as JSON would write it. */
  static String shown(String text) {
    if (!areIn(text)) {
      return text;
    }
    StringBuilder shown = new StringBuilder(text.length() + 16);
    for (int i = 0; i < text.length(); i++) {
      if (isOne(text, i)) {
        shown.append("\\u").append("%04x".formatted((int) text.charAt(i)));
      } else {
        shown.append(text.charAt(i));
      }
    }
    return shown.toString();
  }

  /** A carriage return before a line feed ends a line; alone it goes back over it. */
  private static boolean isOne(String text, int at) {
    char c = text.charAt(at);
    return switch (c) {
      case '\n', '\t' -> false;
      case '\r' -> !text.startsWith("\n", at + 1);
      default -> Character.isISOControl(c);
    };
  }
}
