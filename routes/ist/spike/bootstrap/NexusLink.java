// SPDX-License-Identifier: Apache-2.0
package ist.spike.bootstrap;

import ist.spike.keyring.NexusFinding;
import ist.spike.wire.AskNexusState.LeaseAction;
import ist.spike.wire.VerifyProbe;
import java.net.URI;

/** Nexus, as Bootstrap reaches it. */
public interface NexusLink {

  /** Where it is. */
  URI address();

  /** The state of Nexus, with the lease taken, renewed or given back for {@code owner}. */
  NexusFinding state(String owner, LeaseAction action);

  /**
   * Asks Nexus to open a probe.
   *
   * @throws ist.spike.wire.SpikeException when there is no answer
   */
  Proof verify(VerifyProbe probe);

  /**
   * What Nexus answered to a probe.
   *
   * @param status the HTTP status
   * @param hash of what it found in the probe; empty unless the status is 200
   */
  record Proof(int status, String hash) {}
}
