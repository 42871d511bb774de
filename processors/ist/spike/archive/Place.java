// SPDX-License-Identifier: Apache-2.0
package ist.spike.archive;

import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * A backup in one place.
 *
 * @param destination the endpoint URI of the place, without options; a directory for a copy
 * @param copy whether somebody asked for it by hand; retention leaves copies alone
 * @param level how much is known of it here
 * @param passed the checks that the last verification passed
 * @param checkedAt when it was last written or verified here
 * @param problem why the last verification failed; empty when it did not
 * @param pruned when retention removed it; empty while it is kept
 */
public record Place(String destination, boolean copy, Level level, Set<Check> passed,
    Instant checkedAt, String problem, Optional<Instant> pruned) {

  /** Takes a copy and keeps the order of the checks. */
  public Place {
    passed = passed.isEmpty() ? Set.of() : EnumSet.copyOf(passed);
  }

  /** Of a backup that was just written here. */
  public static Place stored(String destination, boolean copy, Instant now) {
    return new Place(destination, copy, Level.STORED, Set.of(), now, "", Optional.empty());
  }

  /** Of a file that was found here. */
  public static Place found(String destination) {
    return new Place(destination, false, Level.UNKNOWN, Set.of(), Instant.EPOCH, "",
        Optional.empty());
  }

  /** After a verification. */
  public Place after(Verification verification, Instant now) {
    Level reached = verification.isSound()
        ? (level == Level.DRILLED ? level : Level.VERIFIED)
        : Level.STORED;
    return new Place(destination, copy, reached, verification.passed(), now,
        verification.problem(), Optional.empty());
  }

  /** After a scratch installation that was made from it answered with its secrets. */
  public Place drilled() {
    return new Place(destination, copy, Level.DRILLED, passed, checkedAt, problem, pruned);
  }

  /** After retention removed it. */
  public Place prunedAt(Instant now) {
    return new Place(destination, copy, level, passed, checkedAt, problem, Optional.of(now));
  }

  /** After it was found missing. */
  public Place goneAt(Instant now) {
    return new Place(destination, copy, Level.UNKNOWN, passed, checkedAt, "the file was gone",
        Optional.of(now));
  }

  /** Whether the backup is here and counts. */
  public boolean counts() {
    return pruned.isEmpty() && level.counts();
  }
}
