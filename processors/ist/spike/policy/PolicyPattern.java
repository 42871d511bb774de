// SPDX-License-Identifier: Apache-2.0
package ist.spike.policy;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.SpikeException;

/**
 * A regular expression with Go's syntax and meaning, searched for anywhere in a text as SPIKE does.
 * RE2/J takes time linear in the text and in the size of the compiled pattern, and both are bounded.
 */
final class PolicyPattern {

  /** Instructions; far more than patterns written by people have, and a fraction of a second. */
  static final int MAX_PROGRAM_SIZE = 4_000;

  private final Pattern pattern;

  private PolicyPattern(Pattern pattern) {
    this.pattern = pattern;
  }

  /**
   * Compiles a pattern.
   *
   * @throws SpikeException bad request when it is no regular expression or too large a one
   */
  static PolicyPattern compile(String text) {
    try {
      Pattern compiled = Pattern.compile(text);
      if (compiled.programSize() > MAX_PROGRAM_SIZE) {
        throw new SpikeException(ErrorCode.BAD_REQUEST, "the pattern compiles to "
            + compiled.programSize() + " instructions, at most " + MAX_PROGRAM_SIZE
            + " are allowed; repeat less");
      }
      return new PolicyPattern(compiled);
    } catch (PatternSyntaxException e) {
      throw new SpikeException(ErrorCode.BAD_REQUEST, String.valueOf(e.getMessage()), e);
    }
  }

  String text() {
    return pattern.pattern();
  }

  /** Whether it matches some part of the text. */
  boolean isFoundIn(String text) {
    return pattern.matcher(text).find();
  }

  /** Whether it describes the whole text. */
  boolean describes(String text) {
    return Pattern.compile("^(?:" + text() + ")$").matcher(text).find();
  }

  /** Whether it is written with an anchor at both ends. */
  boolean isAnchored() {
    return text().startsWith("^") && text().endsWith("$");
  }
}
