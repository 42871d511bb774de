// SPDX-License-Identifier: Apache-2.0
package ist.spike.pilot;

import ist.spike.wire.ErrorCode;

/** What to do about a failed call, by what the verb is about. */
enum Hints {

  SECRETS("; there is no such secret or version, or it is deleted:"
      + " `spike secret list` and `spike secret metadata get` show what there is",
      "; a path has at most 500 characters, a key is made of letters, digits,"
          + " spaces, underscores and hyphens",
      "; nothing was changed, because the secret has another current version:"
          + " `spike secret metadata get` shows it"),
  POLICIES("; there is no such policy: `spike policy list` shows what there is",
      "; a name has at most 250 letters, digits, spaces, underscores and hyphens, and patterns are"
          + " regular expressions as in Go",
      ""),
  CIPHER("", "; a plaintext has at most nexus.crypto.max.ciphertext.size bytes, and only what"
      + " encrypt gave, whole and unaltered, can be decrypted",
      ""),
  BACKUPS("; there is no such backup, or it does not hold what was asked for:"
      + " `spike backup list` shows the backups",
      "; a backup is named as `spike backup list` shows it, and a copy goes"
          + " below one of the directories in backup.copy.roots of nexus's settings",
      "; nothing was changed: the store, or a Keeper, has another root key than the backup"),
  /** Status, dead letters, checks of the store and the audit records, shares. */
  OPERATIONS("; nexus has forgotten it, as it does when it starts anew: begin again",
      "; this nexus takes it for nonsense: one of SPIKE's own, or of another version, may not know"
          + " the operation",
      "; nothing was changed");

  private final String notFound;
  private final String badRequest;
  private final String conflict;

  Hints(String notFound, String badRequest, String conflict) {
    this.notFound = notFound;
    this.badRequest = badRequest;
    this.conflict = conflict;
  }

  /** Those of this verb. */
  static Hints of(Command verb) {
    String[] words = verb.path().split(" ", -1);
    return switch (words.length > 1 ? words[1] : "") {
      case "secret", "get", "put", "list", "delete", "undelete", "import" -> SECRETS;
      case "policy" -> POLICIES;
      case "cipher" -> CIPHER;
      case "backup" -> BACKUPS;
      default -> OPERATIONS;
    };
  }

  /** What follows the sentence that says what failed; empty when there is nothing to add. */
  String on(ErrorCode code) {
    return switch (code) {
      case NOT_READY, BUSY -> this == BACKUPS
          ? "; it has no root key yet, or another backup or drill is under way:"
              + " `spike status` and `spike backup list` tell"
          : "; it has no root key yet and asks its Keepers for it again and again."
              + " If they have lost it, give it the recovery shards with `spike operator restore`";
      case NOT_FOUND -> notFound;
      case BAD_REQUEST -> badRequest;
      case CONFLICT -> conflict;
      case UNREACHABLE, INTERNAL -> "; check that nexus runs, that SPIKE_NEXUS_API_URL names it,"
          + " and, where TLS failed, that trust.root.nexus is its trust root; its log says more";
      case UNAUTHORIZED -> " (access_unauthorized); " + (this == BACKUPS || this == OPERATIONS
          ? "no policy grants this: it is for superusers, or for the roles recover and restore,"
              + " of the trust domains in trust.root.pilot of nexus's settings"
          : "no policy there grants this to that SPIFFE ID, and its trust roots do not make it a"
              + " superuser: `spike policy explain` tells why");
      default -> "";
    };
  }
}
