// SPDX-License-Identifier: Apache-2.0
package ist.spike.pilot;

import ist.spike.identity.Role;
import ist.spike.wire.Operation;

/** A connection to Nexus. */
interface Nexus extends AutoCloseable {

  /**
   * Asks Nexus to do something and waits for the answer, for a bounded time.
   *
   * @return the body of the answer of status 200
   * @throws ist.spike.wire.SpikeException with what the status says, or why there is no answer
   */
  byte[] ask(Operation operation, byte[] body);

  /** As {@link #ask}, with raw bytes in both directions: the streams of the cipher service. */
  byte[] askRaw(Operation operation, byte[] body);

  @Override
  void close();

  /** Opens connections. */
  @FunctionalInterface
  interface Connector {

    /**
     * Takes our identity from the Workload API, within a bounded time.
     *
     * @throws CommandFailure when the identity does not have the role the verb needs
     * @throws ist.spike.wire.SpikeException when there is no identity
     */
    Nexus connect(Role role);
  }
}
