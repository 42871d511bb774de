// SPDX-License-Identifier: Apache-2.0
package ist.spike.pilot;

import java.util.List;

/** A command that cannot do what it was told, described by SPIKE's line or lines and a cause. */
final class CommandFailure extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final List<String> lines;

  /** A failure for which SPIKE has these lines; {@code cause} is ours, for the line after them. */
  CommandFailure(List<String> lines, String cause) {
    super(cause);
    this.lines = List.copyOf(lines);
  }

  /** A failure for which SPIKE has this line. */
  CommandFailure(String line, String cause) {
    this(List.of(line), cause);
  }

  /** What SPIKE prints on standard error. */
  List<String> lines() {
    return lines;
  }

  /** What happened and what to do about it. */
  String explanation() {
    return String.valueOf(getMessage());
  }
}
