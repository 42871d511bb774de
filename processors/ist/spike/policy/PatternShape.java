// SPDX-License-Identifier: Apache-2.0
package ist.spike.policy;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What the text of a regular expression tells without compiling it.
 *
 * @param literal a part that every match contains, as long as can be told; empty when none can
 * @param repeats how often nested counted repetitions repeat their innermost part
 */
record PatternShape(String literal, long repeats) {

  /** Literals need not be longer to tell policies apart. */
  private static final int MAX_LITERAL_LENGTH = 256;
  /** More than is allowed anywhere, and no danger to arithmetic. */
  private static final long MANY = 1_000_000_000L;
  private static final Pattern COUNT = Pattern.compile("^\\{([0-9]{1,4})(,([0-9]{0,4}))?\\}");
  /** Escapes of one letter that stand for a class, a position or a control character. */
  private static final String SHORT_ESCAPES = "dDsSwWbBAzntrfva";

  static PatternShape of(String pattern) {
    Scan scan = new Scan(pattern);
    scan.run();
    return new PatternShape(scan.isPlain ? scan.longest : "", scan.repeats);
  }

  /** One pass over a pattern, which need not be a valid one. */
  private static final class Scan {

    private final String pattern;
    /** Of each open group: how often its innermost part is repeated so far. */
    private final Deque<Long> groups = new ArrayDeque<>();
    private final StringBuilder run = new StringBuilder();
    private String longest = "";
    /** Whether all of it was understood, and no alternative or flag lets literals go missing. */
    private boolean isPlain = true;
    private long repeats = 1;
    private long group = 1;
    private long atom = 1;
    private int at;

    Scan(String pattern) {
      this.pattern = pattern;
    }

    void run() {
      while (at < pattern.length()) {
        char c = pattern.charAt(at);
        switch (c) {
          case '(' -> open();
          case ')' -> close();
          case '[' -> skipClass();
          case '\\' -> escape();
          case '*', '?' -> quantify(true, 1);
          case '+' -> quantify(false, 1);
          case '{' -> count();
          case '.', '^', '$' -> skip(1);
          case '|' -> {
            isPlain &= !groups.isEmpty();
            skip(1);
          }
          default -> literal(c, 1);
        }
      }
      endRun();
    }

    private void open() {
      isPlain &= !pattern.startsWith("(?", at);
      skip(1);
      groups.push(group);
      group = 1;
    }

    private void close() {
      skip(1);
      atom = group;
      group = groups.isEmpty() ? 1 : Math.max(groups.pop(), atom);
    }

    private void escape() {
      char next = at + 1 < pattern.length() ? pattern.charAt(at + 1) : 'Q';
      if (next < 0x80 && !Character.isLetterOrDigit(next)) {
        literal(next, 2);
      } else {
        isPlain &= SHORT_ESCAPES.indexOf(next) >= 0;
        skip(2);
      }
    }

    private void count() {
      Matcher count = COUNT.matcher(pattern.substring(at));
      if (!count.find()) {
        literal('{', 1);
        return;
      }
      String max = count.group(3);
      long times = Long.parseLong(max == null || max.isEmpty() ? count.group(1) : max);
      atom = Math.min(MANY, atom * Math.max(1, times));
      group = Math.max(group, atom);
      repeats = Math.max(repeats, atom);
      quantify(true, count.end());
    }

    /** A part that may be missing takes the character before it out of the literal. */
    private void quantify(boolean mayBeMissing, int length) {
      if (mayBeMissing && !run.isEmpty()) {
        run.setLength(run.length() - 1);
      }
      endRun();
      at += length;
    }

    private void skipClass() {
      endRun();
      atom = 1;
      at++;
      if (pattern.startsWith("^", at)) {
        at++;
      }
      int first = at;
      while (at < pattern.length() && (pattern.charAt(at) != ']' || at == first)) {
        int named = pattern.startsWith("[:", at) ? pattern.indexOf(":]", at + 2) : -1;
        at = named >= 0 ? named + 2 : at + (pattern.charAt(at) == '\\' ? 2 : 1);
      }
      at++;
    }

    private void literal(char c, int length) {
      isPlain &= c < 0x80;
      atom = 1;
      if (groups.isEmpty() && run.length() < MAX_LITERAL_LENGTH) {
        run.append(c);
      } else {
        endRun();
      }
      at += length;
    }

    private void skip(int length) {
      endRun();
      atom = 1;
      at += length;
    }

    private void endRun() {
      if (run.length() > longest.length()) {
        longest = run.toString();
      }
      run.setLength(0);
    }
  }
}
