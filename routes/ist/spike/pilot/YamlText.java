// SPDX-License-Identifier: Apache-2.0
package ist.spike.pilot;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * How a text looks in YAML: plain, in single or double quotes, or as a block, chosen as Go's yaml.v3
 * chooses it. A text that begins with a line break, or holds one beyond {@code \n}, is the exception:
 * there the library writes what nobody reads back, and we write double quotes.
 */
final class YamlText {

  private static final int INDENT = 4;
  /** What a reader takes for a number, a truth value, nothing or a time (YAML 1.1 and 1.2). */
  private static final Pattern OTHER_TYPE = Pattern.compile("|~|null|Null|NULL"
      + "|y|Y|yes|Yes|YES|on|On|ON|n|N|no|No|NO|off|Off|OFF|true|True|TRUE|false|False|FALSE"
      + "|\\.nan|\\.NaN|\\.NAN|[+-]?\\.(inf|Inf|INF)");
  private static final Pattern NUMBER =
      Pattern.compile("[+-]?(0[xX][0-9a-fA-F]{1,16}|0[bB][01]{1,64}|0o[0-7]{1,21}"
          + "|(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][+-]?[0-9]+)?)");
  private static final Pattern BASE_60 =
      Pattern.compile("[+-]?[0-9][0-9_]*(:[0-5]?[0-9])+(\\.[0-9_]*)?");
  private static final Pattern TIME =
      Pattern.compile("[0-9]{4}-(0?[1-9]|1[0-2])-(0?[1-9]|[12][0-9]|3[01])"
          + "([Tt ][0-9]{1,2}:[0-9]{1,2}:[0-9]{1,2}(\\.[0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2})?)?");
  /** Where a plain text would be taken for something else, or lose a blank. */
  private static final Pattern NOT_PLAIN = Pattern.compile(
      "(?:---|\\.\\.\\.).*|[#,\\[\\]{}&*!|>'\"%@`].*|[?:-](?: .*)?| .*|.* |.*:(?: .*)?|.* #.*");

  private YamlText() {}

  /** The text as a value, a block when it has several lines, so many levels deep. */
  static String value(String text, int depth) {
    return text.indexOf('\n') > 0 && isBlock(text) ? block(text, depth) : key(text);
  }

  /** The text in one line. */
  static String key(String text) {
    if (text.codePoints().anyMatch(rune -> !isPrintable(rune)) || isOtherType(text)) {
      return doubleQuoted(text);
    }
    return NOT_PLAIN.matcher(text).matches() ? "'" + text.replace("'", "''") + "'" : text;
  }

  private static boolean isOtherType(String text) {
    return OTHER_TYPE.matcher(text).matches() || BASE_60.matcher(text).matches()
        || TIME.matcher(text).matches() || NUMBER.matcher(text.replace("_", "")).matches();
  }

  private static boolean isBlock(String text) {
    return !text.endsWith(" ") && !text.contains(" \n")
        && text.codePoints().allMatch(rune -> rune == '\n' || rune == '\t' || isPrintable(rune));
  }

  private static String block(String text, int depth) {
    String body = text.stripTrailing().length() < text.length() ? trimmed(text) : text;
    String left = " ".repeat(Math.max(1, depth) * INDENT);
    StringBuilder out = new StringBuilder("|");
    if (text.startsWith(" ")) {
      out.append(INDENT);
    }
    int ends = text.length() - body.length();
    out.append(ends == 0 ? "-" : ends == 1 ? "" : "+");
    body.lines().forEach(line -> out.append('\n').append(line.isEmpty() ? "" : left).append(line));
    return out.append("\n".repeat(Math.max(0, ends - 1))).toString();
  }

  /** Without the line ends at the end. */
  private static String trimmed(String text) {
    int end = text.length();
    while (end > 0 && text.charAt(end - 1) == '\n') {
      end--;
    }
    return text.substring(0, end);
  }

  private static boolean isPrintable(int rune) {
    return (rune >= ' ' && rune <= '~')
        || (rune >= 0xa0 && rune <= 0xfffd && rune != 0xfeff && rune != 0x2028 && rune != 0x2029
            && !Character.isSurrogate((char) rune));
  }

  private static String doubleQuoted(String text) {
    StringBuilder out = new StringBuilder("\"");
    text.codePoints().forEach(rune -> {
      switch (rune) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        default -> {
          if (isPrintable(rune)) {
            out.appendCodePoint(rune);
          } else {
            out.append(escape(rune));
          }
        }
      }
    });
    return out.append('"').toString();
  }

  private static String escape(int rune) {
    return switch (rune) {
      case 0 -> "\\0";
      case 0x07 -> "\\a";
      case '\b' -> "\\b";
      case '\t' -> "\\t";
      case '\n' -> "\\n";
      case 0x0b -> "\\v";
      case '\f' -> "\\f";
      case '\r' -> "\\r";
      case 0x1b -> "\\e";
      case 0x85 -> "\\N";
      case 0x2028 -> "\\L";
      case 0x2029 -> "\\P";
      default -> rune <= 0xff
          ? String.format(Locale.ROOT, "\\x%02X", rune)
          : rune <= 0xffff
              ? String.format(Locale.ROOT, "\\u%04X", rune)
              : String.format(Locale.ROOT, "\\U%08X", rune);
    };
  }
}
