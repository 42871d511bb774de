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
}
