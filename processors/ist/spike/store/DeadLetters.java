// SPDX-License-Identifier: Apache-2.0
package ist.spike.store;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Records of what failed for good, written and read whether the store is sealed or not. */
public interface DeadLetters {

  /** Where there is no store, nothing is kept. */
  DeadLetters NONE = new DeadLetters() {

    @Override
    public CompletableFuture<DeadLetter> park(DeadLetterDraft letter) {
      return CompletableFuture.completedFuture(new DeadLetter(0, letter.cut(), Instant.EPOCH));
    }

    @Override
    public List<DeadLetter> deadLetters() {
      return List.of();
    }

    @Override
    public CompletableFuture<Boolean> dropDeadLetter(long id) {
      return CompletableFuture.completedFuture(false);
    }
  };

  /**
   * Adds a record; at the limit the oldest one goes. There is one for each subject of a flow: when it
   * fails again, its record is brought up to date.
   */
  CompletableFuture<DeadLetter> park(DeadLetterDraft letter);

  /** All records, oldest first, {@value DeadLetter#MAX_STORED} at most. */
  List<DeadLetter> deadLetters();

  /** Removes a record; false when there is none with this id. */
  CompletableFuture<Boolean> dropDeadLetter(long id);
}
