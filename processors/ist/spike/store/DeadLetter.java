// SPDX-License-Identifier: Apache-2.0
package ist.spike.store;

import java.time.Instant;

/**
 * A record of what failed for good; never holds a secret.
 *
 * @param id given by the store, ascending
 * @param letter what failed
 * @param parkedAt when it was given up
 */
public record DeadLetter(long id, DeadLetterDraft letter, Instant parkedAt) {

  /** More than anyone reads; the oldest go first. */
  public static final int MAX_STORED = 1_000;

  /** The same after the same flow gave up the same subject once more; attempts add up. */
  DeadLetter again(DeadLetterDraft later, Instant now) {
    long attempts = (long) letter.attempts() + later.attempts();
    return new DeadLetter(id, new DeadLetterDraft(letter.flow(), letter.subject(),
        Math.clamp(attempts, 0, Integer.MAX_VALUE), later.error()), now);
  }

  /** Whether this is about the same subject of the same flow. */
  boolean isAbout(DeadLetterDraft other) {
    return letter.flow().equals(other.flow()) && letter.subject().equals(other.subject());
  }
}
