// SPDX-License-Identifier: Apache-2.0
package ist.spike.store;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Records of what failed for good, written and read whether the store is sealed or not. */
public interface DeadLetters {

  /** Adds a record. At the limit the oldest one goes. */
  CompletableFuture<DeadLetter> park(DeadLetterDraft letter);

  /** All records, oldest first, {@value DeadLetter#MAX_STORED} at most. */
  List<DeadLetter> deadLetters();

  /** Removes a record; false when there is none with this id. */
  CompletableFuture<Boolean> dropDeadLetter(long id);
}
