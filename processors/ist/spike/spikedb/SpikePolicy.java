// SPDX-License-Identifier: Apache-2.0
package ist.spike.spikedb;

import java.time.Instant;
import java.util.List;

/**
 * A policy as the file has it. Whoever could write the file could forge it: SPIKE seals its three
 * cells under one nonce, which gives away the authentication key.
 */
public record SpikePolicy(String name, String spiffeIdPattern, String pathPattern,
    List<String> permissions, Instant created, Instant updated) {

  /** Takes a copy of the permissions. */
  public SpikePolicy {
    permissions = List.copyOf(permissions);
  }
}
