// SPDX-License-Identifier: Apache-2.0
package ist.spike.pilot;

import ist.spike.wire.ErrorCode;
import ist.spike.wire.SpikeException;
import java.util.List;

/** What SPIKE's command line says about a failed call (wire spec 10.2), and what we add. */
final class ApiMessages {

  private ApiMessages() {}

  /** A failure in the words SPIKE has for its code. */
  static CommandFailure failure(SpikeException e) {
    return new CommandFailure(lines(e), explanation(e), ExitCode.of(e.code()));
  }

  /** The same for a verb that may be about something else than secrets. */
  static CommandFailure failure(SpikeException e, Command verb) {
    String hint = verb.path().startsWith("spike backup") ? backupHint(e.code()) : "";
    return hint.isEmpty()
        ? failure(e)
        : new CommandFailure(lines(e), e.sentence() + hint, ExitCode.of(e.code()));
  }

  /** A failure on this machine, which no hint about Nexus explains. */
  static CommandFailure here(SpikeException e) {
    return new CommandFailure(lines(e), e.sentence(), ExitCode.of(e.code()));
  }

  /** A failure for which the verb has a line of its own. */
  static CommandFailure failure(String line, SpikeException e) {
    return isLocal(e)
        ? failure(e)
        : new CommandFailure(List.of(line), explanation(e), ExitCode.of(e.code()));
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

  private static String backupHint(ErrorCode code) {
    return switch (code) {
      case NOT_FOUND -> "; there is no such backup, or it does not hold what was asked for:"
          + " `spike backup list` shows the backups";
      case BAD_REQUEST -> "; a backup is named as `spike backup list` shows it, and a copy goes"
          + " below one of the directories in backup.copy.roots of nexus's settings";
      default -> "";
    };
  }

  private static String explanation(SpikeException e) {
    String hint = switch (e.code()) {
      case NOT_READY, BUSY ->
        "; it has no root key yet and asks its Keepers for it again and again."
            + " If they have lost it, give it the recovery shards with `spike operator restore`";
      case NOT_FOUND -> "; there is no such secret or version, or it is deleted:"
          + " `spike secret list` and `spike secret metadata get` show what there is";
      case BAD_REQUEST -> "; a path has at most 500 characters, a key is made of letters, digits,"
          + " spaces, underscores and hyphens";
      case UNREACHABLE, INTERNAL -> "; check that nexus runs, that SPIKE_NEXUS_API_URL names it,"
          + " and, where TLS failed, that trust.root.nexus is its trust root; its log says more";
      case UNAUTHORIZED -> " (access_unauthorized); no policy there grants this to that SPIFFE ID,"
          + " and its trust roots do not make it a superuser: `spike policy explain` tells why";
      case CONFLICT -> "; nothing was changed, because the secret has another current version:"
          + " `spike secret metadata get` shows it";
      default -> "";
    };
    return e.sentence() + hint;
  }
}
