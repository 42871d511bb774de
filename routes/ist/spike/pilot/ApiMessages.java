// SPDX-License-Identifier: Apache-2.0
package ist.spike.pilot;

import ist.spike.wire.ErrorCode;
import ist.spike.wire.SpikeException;
import java.util.List;

/** What SPIKE's command line says about a failed call (wire spec 10.2), and what we add. */
final class ApiMessages {

  private ApiMessages() {}

  /** A failure of this verb, in the words SPIKE has for its code. */
  static CommandFailure failure(SpikeException e, Command verb) {
    return failure(lines(e), e, Hints.of(verb));
  }

  /** A failure on this machine, which no hint about Nexus explains. */
  static CommandFailure here(SpikeException e) {
    return new CommandFailure(lines(e), e.sentence(), ExitCode.of(e.code()));
  }

  /** A failure for which a verb about shares has a line of its own. */
  static CommandFailure failure(String line, SpikeException e) {
    return failure(isLocal(e) ? lines(e) : List.of(line), e, Hints.OPERATIONS);
  }

  private static CommandFailure failure(List<String> lines, SpikeException e, Hints hints) {
    return new CommandFailure(lines, e.sentence() + hints.on(e.code()),
        ExitCode.of(e.code()));
  }

  /** Nexus was never asked: SPIKE has no line for this, it waits for ever. */
  private static boolean isLocal(SpikeException e) {
    return e.code() == ErrorCode.NO_IDENTITY || e.code() == ErrorCode.BAD_SETTING;
  }

  private static List<String> lines(SpikeException e) {
    return switch (e.code()) {
      case NOT_READY, BUSY -> List.of("",
          "  SPIKE is not ready yet. Please wait a moment and try again.");
      case BAD_ANSWER -> List.of("Error: Failed to parse API response.");
      case NOT_FOUND -> List.of("Error: Resource not found.");
      case BAD_REQUEST -> List.of("Error: Invalid request.");
      case UNREACHABLE, INTERNAL -> List.of("Error: Failed to connect to SPIKE Nexus.");
      case UNAUTHORIZED -> List.of("Error: Unauthorized access.");
      case NO_IDENTITY, BAD_SETTING -> List.of();
      case CONFLICT, DAMAGED -> List.of("Error: [" + e.code().text() + "] " + e.sentence());
    };
  }
}
