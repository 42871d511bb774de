// SPDX-License-Identifier: Apache-2.0
package ist.spike.nexus;

import ist.spike.kit.HttpRequest;
import ist.spike.wire.Operation;
import java.util.function.BooleanSupplier;

/**
 * Which requests are answered where they come in, on the event loop (ADR 11): reads of one secret,
 * which take two rows by their key from memory or the page cache, while no other reader is in the way.
 */
final class QuickReads {

  private static final Operation GET = Operation.GET_SECRET;

  /** A longer one names a path that policies take longer to match, or is no honest request. */
  private static final int MAX_BODY_BYTES = 1_024;

  private final BooleanSupplier readsAtOnce;

  /**
   * @param readsAtOnce whether the store has a connection for a read that begins now
   */
  QuickReads(BooleanSupplier readsAtOnce) {
    this.readsAtOnce = readsAtOnce;
  }

  boolean includes(HttpRequest request) {
    return request.body().length <= MAX_BODY_BYTES && request.action().equals(GET.action())
        && request.path().equals(GET.path()) && readsAtOnce.getAsBoolean();
  }
}
