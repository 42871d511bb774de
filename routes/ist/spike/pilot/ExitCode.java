// SPDX-License-Identifier: Apache-2.0
package ist.spike.pilot;

import ist.spike.wire.ErrorCode;

/** What a script learns from a command's exit code. SPIKE's own is 0 for most failures. */
enum ExitCode {
  DONE(0, "done"),
  FAILED(1, "failed for a reason not named below"),
  USAGE(2, "the command line makes no sense"),
  NOT_FOUND(3, "no such secret, version, key or policy"),
  UNAUTHORIZED(4, "refused: access_unauthorized"),
  NOT_READY(5, "Nexus has no root key yet, or is busy; try again later"),
  UNREACHABLE(6, "Nexus cannot be reached, is not the one expected, or failed"),
  NO_IDENTITY(7, "no SPIFFE identity from the Workload API"),
  CONFLICT(8, "the secret has another version than --cas says, or an import left some out"),
  NEEDS_ATTENTION(9, "spike status found something that needs attention");

  private final int number;
  private final String meaning;

  ExitCode(int number, String meaning) {
    this.number = number;
    this.meaning = meaning;
  }

  int number() {
    return number;
  }

  /** The code of a call that failed so. */
  static ExitCode of(ErrorCode code) {
    return switch (code) {
      case NOT_FOUND -> NOT_FOUND;
      case UNAUTHORIZED -> UNAUTHORIZED;
      case NOT_READY, BUSY -> NOT_READY;
      case UNREACHABLE, INTERNAL -> UNREACHABLE;
      case NO_IDENTITY -> NO_IDENTITY;
      case CONFLICT -> CONFLICT;
      case BAD_REQUEST, BAD_ANSWER, BAD_SETTING, DAMAGED -> FAILED;
    };
  }

  /** The table of all codes, for the help. */
  static String table() {
    StringBuilder text = new StringBuilder("Exit codes:\n");
    for (ExitCode each : values()) {
      text.append("  ").append(each.number).append("  ").append(each.meaning).append('\n');
    }
    return text.toString();
  }
}
