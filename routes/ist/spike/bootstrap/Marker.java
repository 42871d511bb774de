// SPDX-License-Identifier: Apache-2.0
package ist.spike.bootstrap;

/** Remembers, apart from Nexus and the Keepers, that a bootstrap has been completed. */
interface Marker {

  /** Where nothing is remembered: outside a cluster. */
  Marker NONE = new Marker() {
    @Override
    public boolean isSet() {
      return false;
    }

    @Override
    public void set() {}

    @Override
    public String name() {
      return "no marker";
    }
  };

  /**
   * Whether a run was completed before.
   *
   * @throws TryAgainException when it may be known a little later
   * @throws ist.spike.wire.SpikeException when it cannot be known; then nothing may be generated
   */
  boolean isSet();

  /** Notes that a run was completed; fails as {@link #isSet} does. */
  void set();

  /** What to call it in a message. */
  String name();
}
