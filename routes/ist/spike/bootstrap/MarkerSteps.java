// SPDX-License-Identifier: Apache-2.0
package ist.spike.bootstrap;

import ist.spike.keyring.BootstrapVerdict;
import ist.spike.keyring.BootstrapVerdict.Step;

/** The work behind the routes that look for the marker of an earlier run and leave one. */
public final class MarkerSteps {

  private final Marker marker;
  private final boolean ignoresOld;
  private final BootstrapSettings settings;

  /** Steps with {@code marker}, which a forced run does not look at. */
  MarkerSteps(Marker marker, BootstrapSettings settings) {
    this.marker = marker;
    this.settings = settings;
    this.ignoresOld = settings.wish().force();
  }

  /** Ends the run when the marker is there. */
  void check(BootstrapRun run) {
    run.tries().begin();
    if (!ignoresOld && marker.isSet()) {
      run.decided(BootstrapVerdict.of(Step.NOT_NEEDED, marker.name()
          + " says that a bootstrap was completed; nothing was changed; to run all the same set"
          + " SPIKE_BOOTSTRAP_FORCE=true"));
    }
    run.begin(settings.ready());
  }

  /** Leaves the marker. */
  void note(BootstrapRun run) {
    run.tries().begin();
    marker.set();
  }
}
