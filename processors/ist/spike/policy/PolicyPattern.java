// SPDX-License-Identifier: Apache-2.0
package ist.spike.policy;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.SpikeException;
import java.util.Optional;

/**
 * A regular expression with Go's syntax and meaning, searched for anywhere in a text as SPIKE does.
 * RE2/J takes time linear in the text and in the size of the compiled pattern, and both are bounded.
 */
final class PolicyPattern {

  /** Instructions; far more than patterns written by people have, and a fraction of a second. */
  static final int MAX_PROGRAM_SIZE = 4_000;

  /** Go's limit, which RE2/J has for a single repetition alone; beyond, compiling takes gigabytes. */
  private static final int MAX_REPEATS = 1_000;

  private final Pattern pattern;
  private final String literal;
  private final Optional<PrefixPattern> prefix;

  private PolicyPattern(Pattern pattern, String literal) {
    this.pattern = pattern;
    this.literal = literal;
    this.prefix = PrefixPattern.of(pattern.pattern());
  }

  /**
   * Compiles a pattern.
   *
   * @throws SpikeException bad request when it is no regular expression or too large a one
   */
  static PolicyPattern compile(String text) {
    PatternShape shape = PatternShape.of(text);
    if (shape.repeats() > MAX_REPEATS) {
      throw new SpikeException(ErrorCode.BAD_REQUEST, "the pattern repeats a part "
          + shape.repeats() + " times, at most " + MAX_REPEATS + " are allowed");
    }
    try {
      Pattern compiled = Pattern.compile(text);
      if (compiled.programSize() > MAX_PROGRAM_SIZE) {
        throw new SpikeException(ErrorCode.BAD_REQUEST, "the pattern compiles to "
            + compiled.programSize() + " instructions, at most " + MAX_PROGRAM_SIZE
            + " are allowed; repeat less");
      }
      return new PolicyPattern(compiled, shape.literal());
    } catch (PatternSyntaxException e) {
      throw new SpikeException(ErrorCode.BAD_REQUEST, String.valueOf(e.getMessage()), e);
    }
  }

  String text() {
    return pattern.pattern();
  }

  /** A text that is in every text this is found in; empty when there is none that can be told. */
  String literal() {
    return literal;
  }

  /** Whether it matches some part of the text. */
  boolean isFoundIn(String text) {
    return prefix.isPresent()
        ? prefix.get().isFoundIn(text)
        : pattern.matcher(text).find();
  }

  /**
   * Whether it describes the whole text. One that cannot be put between anchors, since it quotes
   * whatever comes after it ({@code \Q} without {@code \E}), describes none.
   */
  boolean describes(String text) {
    try {
      return Pattern.compile("^(?:" + text() + ")$").matcher(text).find();
    } catch (PatternSyntaxException e) {
      return false;
    }
  }

  /** Whether it is written with an anchor at both ends. */
  boolean isAnchored() {
    return text().startsWith("^") && text().endsWith("$");
  }
}
