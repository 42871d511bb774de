// SPDX-License-Identifier: Apache-2.0
package ist.spike.nexus;

import ist.spike.kit.HttpRequest;
import ist.spike.wire.Operation;
import java.util.function.BooleanSupplier;

/**
 * Which requests are worked on where they come in, on the event loop (ADR 11): reads of one secret, which
 * take two rows by their key from memory or the page cache, while no other reader is in the way; and
 * writes of one, which are handed to the store's writer and answered when it has committed them.
 */
final class QuickCalls {

  private static final Operation GET = Operation.GET_SECRET;
  private static final Operation PUT = Operation.PUT_SECRET;

  /** A longer one names a path that policies take longer to match, or holds more than it is quick to read. */
  private static final int MAX_BODY_BYTES = 1_024;

  private final BooleanSupplier readsAtOnce;

  /**
   * @param readsAtOnce whether the store has a connection for a read that begins now
   */
  QuickCalls(BooleanSupplier readsAtOnce) {
    this.readsAtOnce = readsAtOnce;
  }

  boolean includes(HttpRequest request) {
    if (request.body().length > MAX_BODY_BYTES || !request.path().equals(GET.path())) {
      return false;
    }
    return request.action().equals(PUT.action())
        || (request.action().equals(GET.action()) && readsAtOnce.getAsBoolean());
  }
}
