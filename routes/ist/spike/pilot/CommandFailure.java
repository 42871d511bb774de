// SPDX-License-Identifier: Apache-2.0
package ist.spike.pilot;

import java.util.List;

/** A command that cannot do what it was told, described by SPIKE's line or lines and a cause. */
final class CommandFailure extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final List<String> lines;
  private final ExitCode exitCode;

  /** A failure for which SPIKE has these lines; {@code cause} is ours, for the line after them. */
  CommandFailure(List<String> lines, String cause, ExitCode exitCode) {
    super(cause);
    this.lines = List.copyOf(lines);
    this.exitCode = exitCode;
  }

  /** A failure for which SPIKE has these lines and we have no exit code of its own. */
  CommandFailure(List<String> lines, String cause) {
    this(lines, cause, ExitCode.FAILED);
  }

  /** A failure for which SPIKE has this line and we have no exit code of its own. */
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

  /** What the process ends with. */
  ExitCode exitCode() {
    return exitCode;
  }
}
