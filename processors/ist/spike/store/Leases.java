// SPDX-License-Identifier: Apache-2.0
package ist.spike.store;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * Named leases, for flows that only one of several instances may run at a time. They work while the
 * store is sealed. Expiry is judged by the clock of the instance that asks, so a lease should be much
 * longer than clocks differ.
 */
public interface Leases {

  /**
   * Takes a lease or renews it.
   *
   * @param name of the flow
   * @param owner of the instance, the same at each renewal
   * @param length from now; longer than a millisecond
   * @return false when another owner has it
   */
  CompletableFuture<Boolean> acquireLease(String name, String owner, Duration length);

  /** Gives a lease back before it expires; false when this owner does not have it. */
  CompletableFuture<Boolean> releaseLease(String name, String owner);
}
