// SPDX-License-Identifier: Apache-2.0
package ist.spike.kit;

import ist.spike.wire.Reply;

/** Writes each decision down before its answer is sent. */
@FunctionalInterface
public interface Ledger {

  /** Writes nothing. */
  Ledger NONE = (request, reply) -> reply;

  /**
   * Records what a request came to, on a thread that may wait.
   *
   * @return what to send: the reply when it is recorded, else that nothing can be answered now
   */
  Reply record(HttpRequest request, Reply reply);
}
