// SPDX-License-Identifier: Apache-2.0
package ist.spike.wire;

/** The two programs that serve an API. */
public enum Server {
  /** The secrets store. */
  NEXUS,
  /** A holder of one share of the root key. */
  KEEPER
}
