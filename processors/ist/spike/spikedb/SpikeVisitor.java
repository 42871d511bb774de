// SPDX-License-Identifier: Apache-2.0
package ist.spike.spikedb;

/** Is told what a database holds, one thing at a time. */
public interface SpikeVisitor {

  /** A secret, in the bytewise order of paths. */
  void secret(SpikeSecret secret);

  /** A policy, in the order of names. */
  void policy(SpikePolicy policy);

  /**
   * A row that is left out.
   *
   * @param row such as {@code version 3 of a/b}
   */
  void skipped(String row, String why);

  /** Something that is not taken over as it is. */
  void noted(String row, String what);
}
