// SPDX-License-Identifier: Apache-2.0
package ist.spike.kit;

import java.util.logging.Filter;
import java.util.logging.Level;
import java.util.logging.LogRecord;

/**
 * Tells of a stream that ended as a warning in one line. To java-spiffe each is an error with a stack
 * trace, also when an agent restarts or the machine shuts down, and it opens the stream again. If no
 * SVID comes in time after that, the source that wraps it says so.
 */
record StreamEnds(Level least) implements Filter {

  /** What logs them. */
  static final String LOGGER = "io.spiffe.workloadapi.StreamObservers";

  @Override
  public boolean isLoggable(LogRecord log) {
    Throwable thrown = log.getThrown();
    if (!log.getLevel().equals(Level.SEVERE) || thrown == null) {
      return true;
    }
    log.setLevel(Level.WARNING);
    log.setThrown(null);
    log.setMessage("a stream of the Workload API ended: " + thrown.getMessage());
    return Level.WARNING.intValue() >= least.intValue();
  }
}
